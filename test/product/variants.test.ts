import { expect, jest, test } from '@jest/globals'
import { app, inCloud } from '../cloud/in-cloud.ts'
import { againstTruth, gate, readReport } from './in-action.ts'

jest.setTimeout(60_000)

const load = { qualifier: 'live', load: 'burst 4\nburst 8', payload: '{"sleepMs": 400}' }

test('the bundle tells provisioned environments, and starts from a snapshot, as what they are', async () => {
  const version = { version: '3', aliases: { live: '3' } }
  const functions = [
    // Longer than a busy machine delays an answer: what nobody waited for is told by the latency.
    app({ ...version, name: 'provisioned', provisioned: 4, variables: { INIT_MS: '900' } }),
    app({ ...version, name: 'restored', snapStartMs: 300 }),
  ]
  await inCloud({ functions }, async (cloud) => {
    const [provisioned, restored] = await Promise.all(
      functions.map(async ({ name }) =>
        readReport(await gate(cloud, { ...load, 'function-name': name })),
      ),
    )
    if (provisioned === undefined || restored === undefined) throw new Error('two runs')
    for (const report of [provisioned, restored]) {
      const { reported, actual } = againstTruth(cloud, report)
      expect(reported).toEqual(actual)
    }
    const kinds = ({ starts }: typeof restored) =>
      starts.map((start) => `${start.step} ${start.initKind}`).toSorted()
    const times = (count: number, what: string) => Array.from({ length: count }, () => what)
    expect(kinds(provisioned)).toEqual([
      ...times(4, '0 none'),
      ...times(4, '1 init'),
      ...times(4, '1 none'),
    ])
    expect(kinds(restored)).toEqual([
      ...times(4, '0 restore'),
      ...times(4, '1 none'),
      ...times(4, '1 restore'),
    ])
  })
})

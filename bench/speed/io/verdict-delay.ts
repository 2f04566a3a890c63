import { app, inCloud } from '../../../test/cloud/in-cloud.ts'
import { gate } from '../../../test/product/in-action.ts'

const LOAD = 'burst 5'
/** Beyond the answers, so that the action waits for its logs. */
const LAG = 1_500
const VERDICT = / (?:pass|fail|inconclusive): /

/**
 * Runs the bundle as the runner does, against a local cloud whose log events become visible late.
 *
 * @returns ms from the moment the last one is visible to the verdict on the output.
 */
export async function measureVerdictDelay(): Promise<number> {
  let delay = Number.NaN
  await inCloud(
    { functions: [app()], logs: { lagMs: [LAG, LAG] } },
    async (cloud, { readPages }) => {
      let verdictAt: number | undefined
      const inputs = { load: LOAD, thresholds: 'cold.init.p50 <= 60s' }
      const onLine = (line: string): void => {
        if (VERDICT.test(line)) verdictAt ??= Date.now()
      }
      const { exitCode } = await gate(cloud, inputs, { onLine })
      if (exitCode !== 0 || verdictAt === undefined) throw new Error('the action gave no verdict')
      const pages = await readPages({ logGroupName: '/aws/lambda/app' })
      const visibleAt = pages.flat().map(({ ingestionTime = 0 }) => ingestionTime)
      delay = verdictAt - Math.max(...visibleAt)
    },
  )
  return delay
}

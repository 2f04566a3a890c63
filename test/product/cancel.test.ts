import { createServer } from 'node:net'
import { expect, test } from '@jest/globals'
import type { ActionOptions } from '../action.ts'
import type { Cloud } from '../cloud/cloud.ts'
import { app, inCloud } from '../cloud/in-cloud.ts'
import type { CloudOptions } from '../cloud/options.ts'
import { gate } from './in-action.ts'

const variables = { MARK: 'before' }
/** The process ends after 6.5 s at the latest; a busy machine takes a while to notice. The runner kills after 10 s. */
const MOST_MS = 9_500

const count = (cloud: Cloud, name: string): number =>
  cloud.calls.filter((call) => call === `lambda:${name}` || call === `logs:${name}`).length

/** Sends SIGINT when it is time. */
async function cancel(
  cloud: Cloud,
  inputs: Readonly<Record<string, string>>,
  isTime: () => boolean,
  options: Partial<ActionOptions> = {},
) {
  let kill: (signal: NodeJS.Signals) => void = () => undefined
  let cancelledAt = Number.POSITIVE_INFINITY
  let sentBefore: number | undefined
  const poll = setInterval(() => {
    if (!isTime()) return
    clearInterval(poll)
    cancelledAt = Date.now()
    kill('SIGINT')
    // 100 ms are promised; a busy machine takes a while to hear the signal, and to answer.
    setTimeout(() => {
      sentBefore ??= count(cloud, 'InvokeFunction')
    }, 300)
  }, 20)
  try {
    const onStart: ActionOptions['onStart'] = (how) => {
      kill = how
    }
    const run = await gate(cloud, inputs, { ...options, onStart })
    // It may be gone before.
    sentBefore ??= count(cloud, 'InvokeFunction')
    return { run, took: Date.now() - cancelledAt, sentBefore }
  } finally {
    clearInterval(poll)
  }
}

type Stage = {
  readonly cloud?: Partial<CloudOptions> & { readonly function?: Parameters<typeof app>[0] }
  readonly inputs: Readonly<Record<string, string>>
  readonly isTime: (cloud: Cloud) => boolean
}

const STAGES: Readonly<Record<string, Stage>> = {
  'waiting for the function to become ready': {
    cloud: { function: { createMs: 60_000 } },
    inputs: { load: 'burst 2' },
    isTime: (cloud) => count(cloud, 'GetFunctionConfiguration') >= 2,
  },
  'in the middle of a slow update': {
    cloud: { function: { updateMs: 20_000 } },
    inputs: { load: 'burst 1\nrecycle\nburst 1' },
    isTime: (cloud) => count(cloud, 'UpdateFunctionConfiguration') >= 2,
  },
  'with a slow burst in flight': {
    cloud: { function: { timeoutS: 30 } },
    inputs: { load: 'burst 2', payload: '{"sleepMs": 25000}' },
    isTime: (cloud) => count(cloud, 'InvokeFunction') >= 2,
  },
  'under a constant rate': {
    inputs: { load: 'rate 10/s for 60s' },
    isTime: (cloud) => count(cloud, 'InvokeFunction') >= 5,
  },
  'in a pause': {
    inputs: { load: 'burst 1\npause 60s\nburst 1' },
    isTime: (cloud) => cloud.truth().length >= 1,
  },
  'waiting for log lines': {
    cloud: { logs: { dropReports: 2 } },
    inputs: { load: 'burst 2', 'log-timeout': '60s' },
    isTime: (cloud) => cloud.truth().length >= 2 && count(cloud, 'FilterLogEvents') >= 4,
  },
}

test.concurrent.each(Object.keys(STAGES))(
  'cancelled %s, it sends nothing more, reports and ends in time',
  async (name) => {
    const { cloud: given, inputs, isTime } = STAGES[name] as Stage
    const { function: own, ...others } = given ?? {}
    const functions = [app({ variables, ...own })]
    await inCloud({ functions, ...others }, async (cloud) => {
      const { run, took, sentBefore } = await cancel(cloud, inputs, () => isTime(cloud))
      expect(took).toBeLessThan(MOST_MS)
      expect(run.exitCode).toBe(1)
      expect(count(cloud, 'InvokeFunction')).toBe(sentBefore)
      expect(run.outputs.verdict).toBe('error')
      expect(run.outputs.summary).toContain('the run was cancelled')
      expect(run.summary).toContain('the run was cancelled')
      expect(run.report('report.json')).toContain('the run was cancelled')
    })
  },
  60_000,
)

test.concurrent('cancelled while GitHub never answers, it keeps its verdict and ends in time', async () => {
  await inCloud({ functions: [app({ variables })] }, async (cloud) => {
    let connections = 0
    const silent = createServer(() => {
      connections += 1
    })
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    const env = { GITHUB_API_URL: `http://127.0.0.1:${port}` }
    try {
      const inputs = { load: 'burst 2' }
      const { run, took } = await cancel(cloud, inputs, () => connections > 0, { env })
      expect(took).toBeLessThan(MOST_MS)
      expect(run.outputs.verdict).toBe('pass')
      expect(run.report('report.json')).toBeDefined()
      expect(run.stdout).toContain('GitHub did not answer in time')
    } finally {
      silent.close()
    }
  })
}, 60_000)

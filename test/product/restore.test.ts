import { expect, test } from '@jest/globals'
import { type ActionRun, runAction } from '../action.ts'
import type { Cloud } from '../cloud/cloud.ts'
import { app, inCloud } from '../cloud/in-cloud.ts'
import { gate } from './in-action.ts'

const variables = { MARK: 'before', OTHER: 'kept' }
const load = 'burst 1\nrecycle\nburst 1\nusers 2 for 60s wait 50ms'

/** Sends a signal when it is time: by default, once the recycled function is under load. */
function interrupted(
  cloud: Cloud,
  signal: NodeJS.Signals,
  isTime = () => cloud.calls.filter((call) => call === 'lambda:InvokeFunction').length >= 6,
  inputs: Readonly<Record<string, string>> = { load },
): Promise<ActionRun> {
  let kill: (signal: NodeJS.Signals) => void = () => undefined
  const poll = setInterval(() => {
    if (!isTime()) return
    clearInterval(poll)
    kill(signal)
  }, 20)
  return gate(cloud, inputs, {
    onStart: (how) => {
      kill = how
    },
  })
}

const post = (cloud: Cloud, { state }: ActionRun): Promise<ActionRun> =>
  runAction({ entry: 'post', state, inputs: {}, env: cloud.variables })

test('a cancelled run stops, restores the function and reports what it measured', async () => {
  await inCloud({ functions: [app({ variables })] }, async (cloud) => {
    const startedAt = Date.now()
    const run = await interrupted(cloud, 'SIGINT')
    expect(Date.now() - startedAt).toBeLessThan(20_000)
    expect(cloud.function('app').environmentVariables).toEqual(variables)
    expect(run.outputs).toMatchObject({ verdict: 'error' })
    expect(run.outputs.summary).toContain('the run was cancelled')
    expect(Number(run.outputs.invocations)).toBeGreaterThanOrEqual(6)
    expect(run.state.recycled).toBe('')
  })
}, 40_000)

test.concurrent('the post step restores what a killed main step left behind', async () => {
  await inCloud({ functions: [app({ variables })] }, async (cloud) => {
    const run = await interrupted(cloud, 'SIGKILL')
    expect(cloud.function('app').environmentVariables).not.toEqual(variables)
    const after = await post(cloud, run)
    expect(after.exitCode).toBe(0)
    expect(cloud.function('app').environmentVariables).toEqual(variables)
  })
}, 40_000)

test.concurrent('a cancellation in the middle of a slow update is undone when the update is through', async () => {
  const slow = app({ variables, updateMs: 9_000 })
  await inCloud({ functions: [slow] }, async (cloud) => {
    const updates = (): number =>
      cloud.calls.filter((call) => call === 'lambda:UpdateFunctionConfiguration').length
    // The first one only asks for the permission.
    const run = await interrupted(cloud, 'SIGINT', () => updates() === 2)
    expect(run.outputs.summary).toContain('the run was cancelled')
    expect(run.stdout).not.toContain('recycle: undone')
    const after = await post(cloud, run)
    expect(after.stdout).toContain('recycle: undone for app')
    expect(cloud.function('app').environmentVariables).toEqual(variables)
  })
}, 60_000)

test.concurrent('a function that cannot be restored fails the post step, which says what to do by hand', async () => {
  await inCloud({ functions: [app({ variables })] }, async (cloud) => {
    const run = await interrupted(cloud, 'SIGKILL')
    const env = { ...cloud.variables, AWS_SECRET_ACCESS_KEY: 'expired' }
    const after = await runAction({ entry: 'post', state: run.state, inputs: {}, env })
    expect(after.exitCode).toBe(1)
    expect(after.stdout).toMatch(
      /COLD_START_GATE_RECYCLE may still be on the function app in us-east-1; .*run: aws lambda update-function-configuration --region us-east-1 --function-name app /,
    )
  })
}, 40_000)

const RECYCLE = 'COLD_START_GATE_RECYCLE'

test.concurrent('the post step restores both sides of a killed comparison', async () => {
  const baseline = app({ name: 'app-main', variables: { ...variables, [RECYCLE]: 'before' } })
  await inCloud({ functions: [app({ variables }), baseline] }, async (cloud) => {
    const inputs = { baseline: 'function:app-main', load: 'rounds 100 of 2' }
    const run = await interrupted(cloud, 'SIGKILL', undefined, inputs)
    expect(JSON.parse(run.state.recycled ?? '')).toHaveLength(2)
    const left = ['app', 'app-main'].map((name) => cloud.function(name).environmentVariables)
    expect(left).not.toContainEqual(variables)
    expect((await post(cloud, run)).exitCode).toBe(0)
    expect(cloud.function('app').environmentVariables).toEqual(variables)
    expect(cloud.function('app-main').environmentVariables).toEqual(baseline.variables)
  })
}, 40_000)

test.concurrent('the post step restores what it can, and keeps and names what it could not', async () => {
  const marked = { ...variables, [RECYCLE]: '1795341600000-3' }
  const functions = [
    app({ variables: marked }),
    app({ name: 'app-main', variables: { ...marked, [RECYCLE]: 'before 1795341600000-3' } }),
  ]
  await inCloud({ functions }, async (cloud) => {
    const region = 'us-east-1'
    const ours = { [RECYCLE]: ['1795341600000-3'] }
    const state = [
      { id: 'gone', region, ours },
      { id: 'app', region, ours },
      { id: 'app-main', region, ours },
    ]
    const env = cloud.variables
    const after = await runAction({
      entry: 'post',
      state: { recycled: JSON.stringify(state) },
      inputs: {},
      env,
    })
    expect(after.exitCode).toBe(1)
    expect(after.stdout.match(/^::error::.*/gm)).toEqual([
      expect.stringMatching(
        /may still be on the function gone in us-east-1; .* --function-name gone /,
      ),
    ])
    expect(after.stdout).toContain('recycle: undone for app-main')
    expect(cloud.function('app').environmentVariables).toEqual(variables)
    expect(cloud.function('app-main').environmentVariables).toEqual({
      ...variables,
      [RECYCLE]: 'before',
    })
    expect(JSON.parse(after.state.recycled ?? '')).toEqual(state.slice(0, 1))
  })
}, 40_000)

test.concurrent('variables that somebody else changes meanwhile are left as they are', async () => {
  await inCloud({ functions: [app({ variables })] }, async (cloud) => {
    const run = await interrupted(cloud, 'SIGKILL')
    const now = cloud.function('app').environmentVariables
    cloud.update('app', { variables: { ...now, OTHER: 'changed', NEW: 'added' } })
    await post(cloud, run)
    const left = { MARK: 'before', OTHER: 'changed', NEW: 'added' }
    expect(cloud.function('app').environmentVariables).toEqual(left)
  })
}, 40_000)

/** Killed when its processes time their imports. */
function killedInProfile(cloud: Cloud): Promise<ActionRun> {
  const isTime = (): boolean => {
    const { environmentVariables, configuration } = cloud.function('app')
    const isTimed = environmentVariables.NODE_OPTIONS?.includes('--import=data:') ?? false
    return isTimed && configuration.LastUpdateStatus === 'Successful'
  }
  const inputs = { load: 'burst 1\nrecycle\nburst 1', profile: 'imports' }
  return interrupted(cloud, 'SIGKILL', isTime, inputs)
}

// With blanks and quotes that a tidier hand would change.
const own = { ...variables, NODE_OPTIONS: ' --title="hush  value"  --no-warnings  ' }

test.concurrent('options of Node.js that a killed run added to are put back, byte for byte', async () => {
  await inCloud({ functions: [app({ variables: own })] }, async (cloud) => {
    const run = await killedInProfile(cloud)
    expect(JSON.parse(run.state.recycled ?? '')).toHaveLength(1)
    const env = { ...cloud.variables, AWS_SECRET_ACCESS_KEY: 'expired' }
    const refused = await runAction({ entry: 'post', state: run.state, inputs: {}, env })
    expect(refused.stdout).toContain('cut("NODE_OPTIONS"; ["--import=data:')
    const told = [run.stdout, refused.stdout, JSON.stringify([run.state, refused.state])]
    expect(told.join()).not.toContain('hush')
    const after = await post(cloud, { ...run, state: refused.state })
    expect(after.exitCode).toBe(0)
    expect(cloud.function('app').environmentVariables).toEqual(own)
  })
}, 40_000)

test.concurrent('options of Node.js that somebody edits meanwhile lose ours and keep the edit', async () => {
  await inCloud({ functions: [app({ variables: own })] }, async (cloud) => {
    const run = await killedInProfile(cloud)
    const { NODE_OPTIONS = '', ...others } = cloud.function('app').environmentVariables
    const edited = `${NODE_OPTIONS.replace('--no-warnings', '--trace-warnings')} --stack-size=900`
    cloud.update('app', { variables: { ...others, NODE_OPTIONS: edited } })
    expect((await post(cloud, run)).exitCode).toBe(0)
    expect(cloud.function('app').environmentVariables).toEqual({
      ...variables,
      NODE_OPTIONS: ' --title="hush  value"  --trace-warnings   --stack-size=900',
    })
  })
}, 40_000)

test.concurrent('the post step of a run that changed nothing calls nobody', async () => {
  await inCloud({ functions: [app({ variables })] }, async (cloud) => {
    const run = await gate(cloud, { load: 'burst 1' })
    const before = cloud.calls.length
    expect((await post(cloud, run)).exitCode).toBe(0)
    expect(cloud.calls).toHaveLength(before)
  })
}, 30_000)

test.concurrent('the post step of a joined report calls nobody, whatever its state says', async () => {
  await inCloud({ functions: [app({ variables })] }, async (cloud) => {
    const recycled = JSON.stringify([
      { id: 'app', region: 'us-east-1', ours: { [RECYCLE]: ['1'] } },
    ])
    const inputs = { mode: 'report' }
    const state = { recycled }
    const run = await runAction({ entry: 'post', state, inputs, env: cloud.variables })
    expect(run.exitCode).toBe(0)
    expect(cloud.calls).toEqual([])
  })
}, 30_000)

test.concurrent('a function that somebody updates under the load is not judged, and keeps the update', async () => {
  await inCloud({ functions: [app({ variables })] }, async (cloud) => {
    const poll = setInterval(() => {
      if (cloud.truth().length < 4) return
      clearInterval(poll)
      cloud.update('app', { memoryMB: 1024 })
    }, 20)
    const run = await gate(cloud, {
      load: 'burst 1\nrecycle\nburst 1\nusers 2 for 4s wait 50ms',
      thresholds: 'errors.rate <= 50%',
    })
    clearInterval(poll)
    expect(run.outputs.verdict).toBe('inconclusive')
    expect(run.outputs.summary).toContain('while it was measured (memory size)')
    expect(cloud.function('app').configuration.MemorySize).toBe(1024)
    expect(cloud.function('app').environmentVariables).toEqual(variables)
  })
}, 40_000)

test('a step that runs out of time restores the function too', async () => {
  await inCloud({ functions: [app({ variables, timeoutS: 30 })] }, async (cloud) => {
    const inputs = { load: 'recycle\nburst 2', payload: '{"sleepMs": 25000}', timeout: '6s' }
    const startedAt = Date.now()
    const run = await gate(cloud, inputs)
    expect(Date.now() - startedAt).toBeLessThan(8_000)
    expect(cloud.function('app').environmentVariables).toEqual(variables)
    expect(run.outputs.summary).toContain("the step's timeout of 6.00 s was reached")
  })
}, 40_000)

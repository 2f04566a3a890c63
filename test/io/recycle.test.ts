import { LambdaClient } from '@aws-sdk/client-lambda'
import { afterEach, expect, test } from '@jest/globals'
import { makeRecycler } from '../../src/io/recycle.ts'
import { makeWatch } from '../../src/io/watch.ts'
import { RECYCLE_VARIABLE, type Recycled } from '../../src/run/recycled.ts'
import { type FarEnd, startFarEnd } from './far-end.ts'

const REGION = 'eu-west-1'
const arnOf = (name: string): string => `arn:aws:lambda:${REGION}:123456789012:function:${name}`
const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

type Variables = Readonly<Record<string, string>>

/** Functions that can be read and updated, except those whose update is denied or must wait. */
async function startFunctions(
  functions: Record<string, Variables>,
  denied: Set<string>,
  busy: ReadonlySet<string> = new Set(),
) {
  /** What was saved, updated and said, in order. */
  const done: string[] = []
  const end: FarEnd = await startFarEnd(({ method, url }, response, body) => {
    const name =
      decodeURIComponent(url?.split('/')[3] ?? '')
        .split(':')
        .at(-1) ?? ''
    if (method === 'PUT') {
      if (denied.has(name)) {
        response.writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' }).end('{}')
        return
      }
      if (busy.has(name)) {
        response.writeHead(409, { 'x-amzn-errortype': 'ResourceConflictException' }).end('{}')
        return
      }
      functions[name] = JSON.parse(body).Environment.Variables
      done.push(`update ${name}`)
    }
    const Environment = { Variables: functions[name] }
    const FunctionArn = arnOf(name)
    response.end(JSON.stringify({ FunctionArn, Environment, LastUpdateStatus: 'Successful' }))
  })
  const credentials = { accessKeyId: 'A', secretAccessKey: 's' }
  const client = new LambdaClient({
    region: REGION,
    endpoint: end.url,
    credentials,
    maxAttempts: 1,
  })
  closing.push(async () => {
    client.destroy()
    await end.close()
  })
  const saved: (readonly Recycled[])[] = []
  const save = (recycled: readonly Recycled[]): void => {
    saved.push(recycled)
    done.push(`save ${recycled.map(({ id }) => id).join(' ')}`)
  }
  const recycler = makeRecycler(client, REGION, save, (line) => done.push(line), makeWatch())
  const { signal } = new AbortController()
  return {
    done,
    saved,
    recycle: (id: string, extra?: Variables) => recycler.recycle(id, signal, extra),
    restore: () => recycler.restore(signal),
    variableOf: (name: string) => functions[name]?.[RECYCLE_VARIABLE],
  }
}

const both = (): Record<string, Variables> => ({
  app: { MARK: '1' },
  'app-main': { MARK: '2', [RECYCLE_VARIABLE]: 'before' },
})

test('before a function is changed, all that is to be undone is saved', async () => {
  const { done, saved, recycle } = await startFunctions(both(), new Set())
  await recycle('app')
  await recycle('app-main')
  expect(done).toEqual(['save app', 'update app', 'save app app-main', 'update app-main'])
  expect(saved.at(-1)).toMatchObject([
    { id: 'app', region: REGION, ours: { [RECYCLE_VARIABLE]: [expect.any(String)] } },
    { id: 'app-main', region: REGION, ours: { [RECYCLE_VARIABLE]: [expect.any(String)] } },
  ])
})

test('two functions that are recycled side by side are both saved before they are changed', async () => {
  const { done, saved, recycle } = await startFunctions(both(), new Set())
  await Promise.all([recycle('app'), recycle('app-main')])
  for (const name of ['app', 'app-main']) {
    const savedAt = done.findIndex((one) => one.startsWith('save') && one.split(' ').includes(name))
    expect(savedAt).toBeGreaterThanOrEqual(0)
    expect(savedAt).toBeLessThan(done.indexOf(`update ${name}`))
  }
  expect(
    saved
      .at(-1)
      ?.map(({ id }) => id)
      .toSorted(),
  ).toEqual(['app', 'app-main'])
})

test('each recycle is a change, and what was there before the first stays what is restored', async () => {
  const { done, saved, recycle, variableOf } = await startFunctions(both(), new Set())
  const values: (string | undefined)[] = []
  for (const id of ['app-main', 'app-main', 'app-main']) {
    await recycle(id)
    values.push(variableOf(id))
  }
  expect(new Set(values).size).toBe(3)
  expect(done).toEqual(Array(3).fill(['save app-main', 'update app-main']).flat())
  const markers = values.map((value) => value?.replace(/^before /, ''))
  // The change may not have taken place when this is read.
  expect(saved.at(-1)).toMatchObject([{ ours: { [RECYCLE_VARIABLE]: markers.slice(1) } }])
})

test('one function under its name and its ARN is remembered once, as it was at first', async () => {
  const functions = both()
  const { saved, done, recycle, restore } = await startFunctions(functions, new Set())
  const traced = { NODE_OPTIONS: '--ours', TRACE: '1' }
  await recycle('app-main', traced)
  await recycle(arnOf('app-main'), traced)
  expect(functions['app-main']).toMatchObject(traced)
  expect(saved.at(-1)).toMatchObject([{ id: 'app-main' }])
  await restore()
  expect(functions).toEqual(both())
  expect(done.filter((one) => one.startsWith('recycle: undone'))).toHaveLength(1)
})

const OWN = { MARK: '1', LEVEL: 'warn', NODE_OPTIONS: ' --title="a  b" ' }

test('extra words are there until the next recycle, which leaves what was there', async () => {
  const functions: Record<string, Variables> = { app: OWN }
  const { saved, recycle, restore } = await startFunctions(functions, new Set())
  await recycle('app', { NODE_OPTIONS: '--ours', TRACE: '1' })
  const marker = { [RECYCLE_VARIABLE]: expect.any(String) }
  const NODE_OPTIONS = `${OWN.NODE_OPTIONS} --ours`
  expect(functions.app).toEqual({ ...OWN, NODE_OPTIONS, TRACE: '1', ...marker })
  expect(saved.at(-1)).toMatchObject([{ ours: { NODE_OPTIONS: ['--ours'], TRACE: ['1'] } }])
  await recycle('app')
  expect(functions.app).toEqual({ ...OWN, ...marker })
  await restore()
  expect(functions.app).toEqual(OWN)
})

test('restoring takes extra words away that no recycle followed', async () => {
  const functions: Record<string, Variables> = { app: OWN }
  const { recycle, restore } = await startFunctions(functions, new Set())
  await recycle('app', { NODE_OPTIONS: '--ours', TRACE: '1' })
  await restore()
  expect(functions.app).toEqual(OWN)
})

test('a switch that the function has on already is neither changed nor taken away', async () => {
  const functions: Record<string, Variables> = { app: OWN }
  const { saved, recycle, restore } = await startFunctions(functions, new Set())
  await recycle('app', { LEVEL: '1' })
  expect(functions.app).toMatchObject(OWN)
  expect(saved.at(-1)?.map(({ ours }) => Object.keys(ours))).toEqual([[RECYCLE_VARIABLE]])
  await restore()
  expect(functions.app).toEqual(OWN)
})

test('no value of a function is ever saved', async () => {
  const hush = { [RECYCLE_VARIABLE]: 'hush 1', NODE_OPTIONS: '--title=hush', LEVEL: 'hush' }
  const { saved, recycle, restore } = await startFunctions({ app: hush }, new Set())
  await recycle('app', { NODE_OPTIONS: '--ours', LEVEL: '1', TRACE: '1' })
  await recycle('app')
  await restore()
  expect(saved).toHaveLength(3)
  expect(JSON.stringify(saved)).not.toContain('hush')
})

test('what somebody else changes or removes of our variables stays as they want it', async () => {
  const functions = both()
  const { recycle, restore } = await startFunctions(functions, new Set())
  await recycle('app', { TRACE: '1', LEVEL: 'debug' })
  const { TRACE: _, ...others } = functions.app ?? {}
  functions.app = { ...others, [RECYCLE_VARIABLE]: 'theirs', LEVEL: 'info' }
  await restore()
  expect(functions.app).toEqual({ MARK: '1', [RECYCLE_VARIABLE]: 'theirs', LEVEL: 'info' })
})

test('restoring gives every function its variables back, and nothing is left to be undone', async () => {
  const functions = both()
  const { done, saved, recycle, restore } = await startFunctions(functions, new Set())
  await recycle('app')
  await recycle('app-main')
  functions.app = { ...functions.app, NEW: 'of somebody else' }
  await restore()
  const { app, 'app-main': main } = both()
  expect(functions).toEqual({ app: { ...app, NEW: 'of somebody else' }, 'app-main': main })
  expect(done).toContain('recycle: undone for app')
  expect(done).toContain('recycle: undone for app-main')
  expect(saved.at(-1)).toEqual([])
})

test.each([
  ['app', 'app-main'],
  ['app-main', 'app'],
])(
  'when %s cannot be restored, %s is, and only the other stays to be undone',
  async (bad, good) => {
    const functions = both()
    const denied = new Set<string>()
    const { done, saved, recycle, restore } = await startFunctions(functions, denied)
    await Promise.all([recycle('app'), recycle('app-main')])
    denied.add(bad)
    await expect(restore()).rejects.toThrow('AWS refused lambda:UpdateFunctionConfiguration')
    expect(functions[good]).toEqual(both()[good])
    expect(functions[bad]).not.toEqual(both()[bad])
    expect(saved.at(-1)).toMatchObject([{ id: bad }])
    expect(done).not.toContain(`recycle: undone for ${bad}`)

    denied.clear()
    await restore()
    expect(functions).toEqual(both())
    expect(saved.at(-1)).toEqual([])
  },
)

test('a function whose change was refused has nothing to be undone', async () => {
  const functions = both()
  const { done, saved, recycle, restore } = await startFunctions(functions, new Set(['app']))
  await expect(recycle('app')).rejects.toThrow('AWS refused lambda:UpdateFunctionConfiguration')
  await restore()
  expect(functions).toEqual(both())
  expect(saved.at(-1)).toEqual([])
  expect(done.some((one) => one.startsWith('update'))).toBe(false)
})

test('restoring without any recycle changes nothing', async () => {
  const { done, restore } = await startFunctions(both(), new Set())
  await restore()
  expect(done).toEqual(['save '])
})

test("a change that waits for somebody else's update is given up when the undoing begins", async () => {
  const busy = new Set(['app-main'])
  const { recycle, restore, variableOf, saved } = await startFunctions(both(), new Set(), busy)
  await recycle('app')
  const waiting = recycle('app-main')
  const given = expect(waiting).rejects.toThrow()
  await new Promise((resolve) => setTimeout(resolve, 100))
  busy.clear()
  await restore()
  await given
  expect([variableOf('app'), variableOf('app-main')]).toEqual([undefined, 'before'])
  expect(saved.at(-1)).toEqual([])
})

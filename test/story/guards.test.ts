import { describe, expect, test } from '@jest/globals'
import { run } from '../../src/run/run.ts'
import type { FunctionAccess } from '../../src/run/world.ts'
import type { Result } from '../../src/verdict/result.ts'
import { configOf } from '../config/sources.ts'
import { census } from './census.ts'
import { type Behaviour, makeStory } from './virtual-lambda.ts'

type Given = Readonly<Record<string, string>>
type Told = {
  readonly result: Result
  readonly said: readonly string[]
  /** What was done to the functions, in order. */
  readonly done: readonly string[]
}

const RECYCLING = 'burst 3\nrecycle\nburst 3'

/** A run of a plan on a virtual clock; `changed` is how the functions behave in their own way. */
async function tell(
  given: Given,
  changed: Partial<FunctionAccess> = {},
  changedBaseline?: Partial<FunctionAccess>,
  behaviour: Partial<Behaviour> = {},
): Promise<Told> {
  const own = census({ far: 0, ...behaviour })
  const { world, clock, said, done } = makeStory(own, census({ far: 0 }))
  const candidate = { ...world.candidate, ...changed }
  const other = world.baseline && { ...world.baseline, ...changedBaseline }
  const baseline = given.baseline === undefined ? undefined : other
  const config = configOf({ 'function-name': 'census-gbm', ...given })
  const never = new AbortController().signal
  const result = await clock.run(run(config, { ...world, candidate, baseline }, never))
  return { result, said, done }
}

describe('a function that looks like production is not recycled', () => {
  const isProduction: Partial<FunctionAccess> = { readTags: async () => ({ 'app:Stage': 'Prod' }) }

  test.each<[string, Given, Partial<FunctionAccess>, string]>([
    ['its name', { 'function-name': 'census-prod' }, {}, 'its name has the word "prod"'],
    ['a tag', {}, isProduction, 'its tag "app:Stage" is "Prod"'],
  ])(
    'by %s: nothing is sent or changed, and the way out is told',
    async (_, given, access, sign) => {
      const { result, done } = await tell({ load: RECYCLING, ...given }, access)
      expect(result.verdict.kind).toBe('error')
      expect(result.verdict.summary).toContain(
        `looks like production: ${sign}; measure a copy, or use`,
      )
      expect(result.verdict.summary).toContain('set `allow-production: true`')
      expect(result.counts.sent).toBe(0)
      expect(done).toEqual([])
    },
  )

  test.each<[string, Given]>([
    ['who says that it may be', { load: RECYCLING, 'allow-production': 'true' }],
    ['bursts change nothing', { load: 'burst 3' }],
  ])('but measured where %s, without asking for tags', async (_, given) => {
    let asked = 0
    const readTags = async (): Promise<undefined> => {
      asked += 1
      return undefined
    }
    const { result } = await tell({ 'function-name': 'census-prod', ...given }, { readTags })
    expect(result.verdict.kind).toBe('pass')
    expect(asked).toBe(0)
  })

  const compared = { load: 'rounds 1 of 3', baseline: 'function:census-prod' }

  test('nor is a baseline', async () => {
    const { result, done } = await tell(compared)
    expect(result.verdict.summary).toContain(
      'the baseline: the plan recycles, which changes the configuration, and census-prod looks like production: its name has the word "prod"; compare with a copy, or with a published version',
    )
    expect(done).toEqual([])
  })

  test('nor one that is called by an alias of production', async () => {
    const { result } = await tell({ ...compared, baseline: 'function:census:live' })
    expect(result.verdict.summary).toContain('census looks like production: it is called by "live"')
  })

  test('nor is the candidate beside an alias of production that leads to the same', async () => {
    const given = { load: 'rounds 1 of 3', baseline: 'function:census-gbm:live' }
    const { readFunction } = makeStory(census()).world.candidate
    const { result, done } = await tell(given, {}, { readFunction })
    expect(result.verdict.summary).toContain('looks like production: it is called by "live"')
    expect(done).toEqual([])
    const itself = { ...given, baseline: 'function:census-gbm' }
    expect((await tell(itself, {}, { readFunction })).result.verdict.kind).toBe('pass')
  })

  test('a baseline that cannot be changed anyway is measured as it is', async () => {
    const readFunction = async () => {
      const facts = await makeStory(census()).world.candidate.readFunction()
      return {
        ...facts,
        version: '41',
        arn: `${facts.arn}-main:41`,
        logGroup: `${facts.logGroup}-main`,
      }
    }
    const { result, done } = await tell(compared, {}, { readFunction })
    expect(result.verdict.kind).toBe('pass')
    expect(done).toEqual(['recycle census-gbm', 'restore census-gbm'])
  })

  test('unknown tags are told once for each function, and hold nobody up', async () => {
    const unknown: Partial<FunctionAccess> = { readTags: async () => undefined }
    const given = { load: 'rounds 1 of 3', baseline: 'function:census-gbm-main' }
    const { result, said } = await tell(given, unknown, unknown)
    expect(result.verdict.kind).toBe('pass')
    expect(said.filter((line) => line.includes('lambda:ListTags'))).toEqual([
      expect.stringContaining('did not answer for census-gbm-main'),
      expect.stringContaining('did not answer for census-gbm:'),
    ])
  })
})

describe('the account’s other functions keep their share of its concurrency', () => {
  const limited: Partial<FunctionAccess> = {
    readConcurrency: async () => ({ reserved: undefined, unreserved: 20 }),
  }

  test('a plan that takes more is refused before anything is sent', async () => {
    const { result } = await tell({ load: 'burst 11' }, limited)
    expect(result.verdict.summary).toContain('max-concurrency-share (50 %)')
    expect(result.counts.sent).toBe(0)
    const wanted = await tell({ load: 'burst 11', 'max-concurrency-share': '55%' }, limited)
    expect(wanted.result.counts.sent).toBe(11)
  })

  test('a rate is held at it, and what was dropped is told', async () => {
    const { result, said } = await tell({ load: 'rate 10/s for 3s' }, limited)
    expect(said.join('\n')).toContain('A rate may have about 30 requests in flight')
    expect(result.counts.dropped).toBeGreaterThan(0)
    expect(result.counts.sent + result.counts.dropped).toBe(30)
    expect(result.notes).toContain(
      `${result.counts.dropped} arrivals of a rate found 10 requests in flight, all that max-concurrency-share (50 %) of the account's unreserved concurrency allows, and were dropped.`,
    )
  })

  test('where its limit is unknown, that is told once, and nothing is held back', async () => {
    const readConcurrency = async () => ({ reserved: undefined, unreserved: undefined })
    const access = { readConcurrency }
    const given = { load: 'burst 40', baseline: 'function:census-gbm-main' }
    const { result, said } = await tell(given, access, access)
    expect(result.counts.sent).toBe(40)
    expect(said.filter((line) => line.includes('max-concurrency-share'))).toEqual([
      'lambda:GetAccountSettings did not answer for the account: `max-concurrency-share` is not guarded.',
    ])
  })
})

describe('the limits of a run', () => {
  test('max-cost holds though its REPORT lines come late, and the note says why it ended', async () => {
    // 70 s at the time limit are $0.0027, and what the 30 s of the handler really cost $0.0012.
    const given = { load: Array(6).fill('burst 2').join('\n'), 'max-cost': '0.008' }
    const { result } = await tell(given, {}, undefined, { handler: () => 30_000 })
    expect(result.counts).toMatchObject({ sent: 5, dropped: 7, matched: 5 })
    expect(result.cost?.usd).toBeGreaterThan(5 * 30 * (3008 / 1024) * 0.0000133334)
    expect(result.cost?.usd).toBeLessThan(0.008)
    expect(result.notes.join()).toContain(
      'The load ended early: with another request it could cost more than max-cost ($0.008), as what has no REPORT line yet counts at its dearest.',
    )
  })

  test('max-invocations counts what woke the function', async () => {
    const { world } = makeStory(census())
    const states = ['Inactive', 'Active']
    const readFunction = async () => {
      const facts = await world.candidate.readFunction()
      return { ...facts, state: { ...facts.state, state: states.shift() ?? 'Active' } }
    }
    const cut = await tell({ load: 'users 2 for 60s', 'max-invocations': '5' }, { readFunction })
    expect(cut.result.counts.sent).toBe(4)
    expect(cut.result.notes.join()).toContain('max-invocations (5) was reached')
  })
})

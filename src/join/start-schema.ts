import type { Start } from '../starts/start.ts'
import type { MB } from '../units.ts'

/** What is wrong with a value; undefined when nothing is. */
type Check = (value: unknown) => string | undefined

/** In ms more than 30 years, so that sums and squares of what a file claims stay numbers. */
export const MOST_AMOUNT = 1e12
/** Later than this there is no Date. Source: ECMA-262, "Time Values and Time Range". */
const LAST_INSTANT = 8.64e15

function between(least: number, most: number): Check {
  return (value) => {
    if (typeof value !== 'number') return 'expected number'
    if (!Number.isFinite(value)) return 'expected another value'
    if (value < least) return `expected >=${least}`
    return value > most ? `expected <=${most}` : undefined
  }
}

const amount = between(0, MOST_AMOUNT)
const instant = between(0, LAST_INSTANT)
/** The clocks of two machines may disagree. */
const difference = between(-MOST_AMOUNT, MOST_AMOUNT)

const count: Check = (value) =>
  amount(value) ?? (Number.isInteger(value) ? undefined : 'expected another value')

const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'expected boolean')

function text(most: number): Check {
  return (value) => {
    if (typeof value !== 'string') return 'expected string'
    return value.length > most ? `expected <=${most}` : undefined
  }
}

function oneOf(...choices: readonly string[]): Check {
  const expected = `expected (${choices.map((choice) => `"${choice}"`).join(' | ')})`
  return (value) => (choices.some((choice) => choice === value) ? undefined : expected)
}

function nullable(check: Check): Check {
  return (value) => (value === null ? undefined : check(value))
}

/** Fields that a report of an earlier version has not. */
function optional(check: Check): Check {
  return (value) => (value === undefined ? undefined : check(value))
}

const name = text(500)

/**
 * A start in `report.json`. Checked by hand, for there are 100,000 of them: a schema library makes a
 * copy of each and takes as long as all the rest.
 */
const FIELDS: readonly (readonly [name: string, check: Check])[] = Object.entries({
  requestId: name,
  side: oneOf('candidate', 'baseline'),
  step: count,
  round: optional(nullable(count)),
  wave: oneOf('fresh', 'settled'),
  class: oneOf('warm', 'cold', 'super-cold', 'reset'),
  environment: nullable(name),
  sentAt: nullable(instant),
  clientDelay: optional(nullable(amount)),
  latency: nullable(amount),
  init: nullable(amount),
  initKind: oneOf('none', 'init', 'suppressed', 'restore'),
  initCensored: optional(flag),
  duration: nullable(amount),
  overhead: nullable(difference),
  billed: nullable(amount),
  memoryMB: nullable(amount),
  censored: flag,
  error: nullable(text(10_000)),
  cutOff: optional(flag),
})

type StoredStart = Omit<Start, 'maxMemory' | 'memorySize' | 'isCutOff'> & {
  readonly memoryMB: MB | null
  readonly cutOff?: boolean
}

/**
 * @param values of the field `starts`; untrusted.
 * @returns the first problem by its place, such as "starts.2.latency: expected number".
 */
export function checkStarts(values: readonly unknown[]): readonly StoredStart[] | string {
  for (const [i, value] of values.entries()) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return `starts.${i}: expected Object`
    }
    const record = value as Readonly<Record<string, unknown>>
    for (const [field, check] of FIELDS) {
      const problem = check(record[field])
      if (problem === undefined) continue
      return `starts.${i}.${field}: ${record[field] === undefined ? 'missing' : problem}`
    }
  }
  return values as readonly StoredStart[]
}

/** @param memorySize of the function, which no start repeats. */
export function makeStart(stored: StoredStart, memorySize: MB | null): Start {
  const {
    requestId,
    side,
    step,
    round = null,
    wave,
    environment,
    sentAt,
    clientDelay = null,
  } = stored
  const { latency, init, initKind, initCensored = false, duration, overhead, billed } = stored
  return {
    requestId,
    side,
    step,
    round,
    wave,
    class: stored.class,
    environment,
    sentAt,
    clientDelay,
    latency,
    init,
    initKind,
    initCensored,
    duration,
    overhead,
    billed,
    maxMemory: stored.memoryMB,
    memorySize,
    censored: stored.censored,
    error: stored.error,
    ...(stored.cutOff === true ? { isCutOff: true } : {}),
  }
}

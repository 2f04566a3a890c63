import type { Ms } from '../units.ts'
import { DURATION, parseDuration, TOO_LARGE } from './duration.ts'
import { didYouMean, quote } from './problem.ts'

/** The load, as data: nothing has been sent when this exists. */
export type LoadPlan = {
  /** As the user wrote it, without comments and blank lines. */
  readonly text: string
  readonly steps: readonly [Step, ...Step[]]
}

export type Step =
  | { readonly kind: 'burst'; readonly count: number }
  | {
      readonly kind: 'users'
      readonly count: number
      readonly duration: Ms
      /** Users started per second; undefined starts all at once. */
      readonly spawnRate: number | undefined
      /** Uniformly drawn pause between an answer and the next request. */
      readonly wait: readonly [shortest: Ms, longest: Ms]
    }
  | {
      readonly kind: 'rate'
      /** Arrivals per second, changing linearly over the step. */
      readonly from: number
      readonly to: number
      readonly duration: Ms
    }
  | { readonly kind: 'recycle' }
  | { readonly kind: 'rounds'; readonly rounds: number; readonly count: number }
  | { readonly kind: 'pause'; readonly duration: Ms }

const NUMBER = String.raw`\d+(?:\.\d+)?`
const RATE = `(${NUMBER}) ?/ ?s`

type Form = {
  readonly pattern: RegExp
  readonly form: string
  readonly example: string
  /** A text is what is wrong with numbers that have the right form. */
  readonly make: (groups: readonly (string | undefined)[]) => Step | string
}

const FORMS: Readonly<Record<Step['kind'], Form>> = {
  burst: {
    pattern: /^burst (\d+)$/,
    form: 'burst N',
    example: 'burst 30',
    make: ([n]) => inRange(n, 'N') ?? { kind: 'burst', count: Number(n) },
  },
  users: {
    pattern: new RegExp(
      `^users (\\d+) for (${DURATION})(?: spawn ${RATE})?(?: wait (${DURATION})(?: ?\\.\\. ?(${DURATION}))?)?$`,
    ),
    form: 'users N for D [spawn R/s] [wait D[..D]]',
    example: 'users 10 for 30s wait 1s..2s',
    make: ([n, d, spawn, shortest, longest]) => {
      const wait = [shortest ?? '0s', longest ?? shortest ?? '0s'].map(time) as [Ms, Ms]
      if (wait[0] > wait[1]) return 'the shortest wait is longer than the longest'
      if (spawn !== undefined && Number(spawn) === 0) return 'the spawn rate must be above 0'
      return (
        inRange(n, 'N') ??
        aboveZero(d) ?? {
          kind: 'users',
          count: Number(n),
          duration: time(d),
          spawnRate: spawn === undefined ? undefined : Number(spawn),
          wait,
        }
      )
    },
  },
  rate: {
    pattern: new RegExp(`^rate ${RATE}(?: ?\\.\\. ?${RATE})? for (${DURATION})$`),
    form: 'rate R/s [..R/s] for D',
    example: 'rate 20/s for 30s',
    make: ([from, to = from, d]) => {
      if (Number(from) + Number(to) === 0) return 'the rate must be above 0'
      return aboveZero(d) ?? { kind: 'rate', from: Number(from), to: Number(to), duration: time(d) }
    },
  },
  recycle: {
    pattern: /^recycle$/,
    form: 'recycle',
    example: 'recycle',
    make: () => ({ kind: 'recycle' }),
  },
  rounds: {
    pattern: /^rounds (\d+) of (\d+)$/,
    form: 'rounds R of N',
    example: 'rounds 16 of 10',
    make: ([rounds, n]) =>
      inRange(rounds, 'R') ??
      inRange(n, 'N') ?? { kind: 'rounds', rounds: Number(rounds), count: Number(n) },
  },
  pause: {
    pattern: new RegExp(`^pause (${DURATION})$`),
    form: 'pause D',
    example: 'pause 30s',
    make: ([d]) => aboveZero(d) ?? { kind: 'pause', duration: time(d) },
  },
}

const FORM_LIST = Object.values(FORMS)
  .map(({ form }) => form)
  .join(' | ')

/**
 * Reads a load plan.
 *
 * ```
 * plan := step+                                     one a line, run in order; # starts a comment
 * step := "burst" N                                 N at once
 *       | "users" N "for" D ["spawn" R "/s"] ["wait" D [".." D]]     closed model
 *       | "rate" R "/s" [".." R "/s"] "for" D       open model: constant or ramping arrival rate
 *       | "recycle"                                 new environments before the next step
 *       | "rounds" R "of" N                         up to R times: recycle, then burst N
 *       | "pause" D
 * D    := number ("ms" | "s" | "m")
 * ```
 *
 * @returns the plan, and every problem found in it; a plan with problems is undefined.
 */
export function parseLoadPlan(text: string): {
  readonly plan: LoadPlan | undefined
  readonly problems: readonly string[]
} {
  const steps: Step[] = []
  const lines: string[] = []
  const problems: string[] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/#.*/, '').trim().replace(/\s+/g, ' ')
    if (line === '') continue
    const step = parseStep(line)
    if (typeof step === 'string') {
      problems.push(`load: line ${index + 1}, found ${quote(line)}, ${step}`)
    } else {
      steps.push(step)
      lines.push(line)
    }
  }
  const [first, ...rest] = steps
  if (first === undefined && problems.length === 0) {
    problems.push(`load: found no step, accepted is ${FORM_LIST}, for example \`burst 30\``)
  } else if (problems.length === 0 && !steps.some(sends)) {
    problems.push(
      `load: found ${quote(lines.join('; '))}, which sends nothing; add a step such as \`burst 30\``,
    )
  }
  if (steps.filter(({ kind }) => kind === 'rounds').length > 1) {
    problems.push(
      `load: found ${quote(lines.join('; '))}, with \`rounds\` more than once; accepted is one such step, for example \`rounds 16 of 10\``,
    )
  }
  if (first === undefined || problems.length > 0) return { plan: undefined, problems }
  return { plan: { text: lines.join('\n'), steps: [first, ...rest] }, problems }
}

/** Whether the step invokes the function. */
export function sends(step: Step): boolean {
  return step.kind !== 'recycle' && step.kind !== 'pause'
}

/** Whether the step changes the function's configuration, to get new environments. */
export function isRecycling({ kind }: Step): boolean {
  return kind === 'recycle' || kind === 'rounds'
}

export function recycles({ steps }: LoadPlan): boolean {
  return steps.some(isRecycling)
}

function parseStep(line: string): Step | string {
  const keyword = line.split(' ', 1)[0] ?? ''
  const form = FORMS[keyword as Step['kind']]
  if (!Object.hasOwn(FORMS, keyword)) {
    return `accepted is ${FORM_LIST}, for example \`burst 30\`${didYouMean(keyword, Object.keys(FORMS))}`
  }
  const found = form.pattern.exec(line)
  const step = TOO_LARGE.test(line)
    ? 'a number has at most 12 digits'
    : found && form.make(found.slice(1))
  if (step !== null && typeof step !== 'string') return step
  const reason = step === null ? '' : ` (${step})`
  return `accepted is ${form.form}${reason}, for example \`${form.example}\``
}

/** The upper bound keeps a slip of the finger from counting users for hours before it is refused. */
function inRange(n: string | undefined, name: string): string | undefined {
  return Number(n) >= 1 && Number(n) <= 1e6 ? undefined : `${name} must be from 1 to 1000000`
}

function aboveZero(d: string | undefined): string | undefined {
  return time(d) > 0 ? undefined : 'the duration must be above 0'
}

/** Only for texts that a pattern with `DURATION` has let through. */
function time(text: string | undefined): Ms {
  return parseDuration(text ?? '') ?? Number.NaN
}

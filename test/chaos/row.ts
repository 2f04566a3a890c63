import { reportOf } from './invariants.ts'
import type { Observed } from './play.ts'
import type { Fault, Moment, Place, Scenario, Spoiling } from './scenario.ts'

/** One fault, what a user sees of it, and what is kept; played and checked by chaos.test.ts. */
export type Row = {
  readonly area: string
  readonly fault: string
  /** Found in the log or the comment as it stands; … is any text. Null: nothing is to be seen of it. */
  readonly sees: string | null
  readonly kept: string
  /** What differs from a run where nothing goes wrong. */
  readonly scenario: Partial<Scenario>
  /** What was not kept; empty when all was. */
  readonly verify: (observed: Observed) => readonly string[]
}

/** Some calls to a place, spoiled. */
export function spoil(
  place: Place,
  spoiling: Spoiling,
  from = 0,
  times: number | null = 1,
): { readonly faults: readonly Fault[] } {
  return { faults: [{ ...spoiling, place, from, times }] }
}

export const refuse = (status: number, type = ''): Spoiling => ({ kind: 'refuse', status, type })
export const reset = (when: Extract<Spoiling, { kind: 'reset' }>['when']): Spoiling => ({
  kind: 'reset',
  when,
})
export const at = (place: Place, call: number): Moment => ({ place, call })

type Kept = {
  readonly verdict?: string
  /** Of the candidate's counts, those that are named. */
  readonly counts?: Readonly<Record<string, number>>
  readonly comments?: number
  /** Invocations that the function served. */
  readonly served?: number
}

/** That the verdict, counts, comments and served invocations are these. */
export function keeps({ verdict, counts = {}, comments, served }: Kept): Row['verify'] {
  return (observed) => {
    const told = reportOf(observed)?.counts ?? {}
    const pairs: readonly (readonly [string, unknown, unknown])[] = [
      ['verdict', observed.outputs.verdict, verdict ?? observed.outputs.verdict],
      ['comments', observed.comments.length, comments ?? observed.comments.length],
      ['served', observed.truth.length, served ?? observed.truth.length],
      ...Object.entries(counts).map(([name, count]) => [name, told[name], count] as const),
    ]
    return pairs.flatMap(([name, is, should]) =>
      is === should ? [] : [`${name} is ${is}, not ${should}`],
    )
  }
}

export const everything = (sent: number, verdict = 'pass'): Row['verify'] =>
  keeps({ verdict, counts: { sent, answered: sent, matched: sent, failed: 0, missing: 0 } })

/** Whether a text has the sentence, with any text where it has an ellipsis. */
export function hasSentence(text: string, sentence: string): boolean {
  let from = 0
  for (const part of sentence.split('…')) {
    const found = text.indexOf(part.trim(), from)
    if (found < 0) return false
    from = found + part.trim().length
  }
  return true
}

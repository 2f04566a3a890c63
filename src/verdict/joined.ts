import { phraseJoined } from './joined-sentence.ts'
import type { Result } from './result.ts'
import type { Override, Verdict, VerdictKind } from './verdict.ts'

/**
 * One report on any number of setups, each judged by itself. Comment, summary and files are
 * rendered from it; with one setup they are those of its `Result`.
 */
export type Joined = {
  /** The worst of the setups', in one sentence over all of them. */
  readonly verdict: Verdict
  /** What turned the verdict from "fail" to "overridden". */
  readonly override: Override | undefined
  /** At least one, each label once, ordered by label. */
  readonly setups: readonly [Result, ...Result[]]
  /** What readers should know besides, each one sentence; a setup has notes of its own, too. */
  readonly notes: readonly string[]
}

/** From the worst on. */
const KINDS: readonly VerdictKind[] = [
  'error',
  'fail',
  'overridden',
  'inconclusive',
  'warn',
  'pass',
]

/** A run that is reported by itself. */
export function alone(result: Result): Joined {
  return { verdict: result.verdict, override: result.override, setups: [result], notes: [] }
}

/**
 * The one setup with the verdict and the notes of the whole report.
 *
 * @returns undefined when there are several.
 */
export function onlyOf({ setups, verdict, override, notes }: Joined): Result | undefined {
  const [first, ...others] = setups
  return others.length > 0
    ? undefined
    : { ...first, verdict, override, notes: [...new Set([...first.notes, ...notes])] }
}

/** @param failures why results are missing that should be here; any makes the verdict "error". */
export function joinSetups(
  setups: Joined['setups'],
  failures: readonly string[],
  notes: readonly string[],
): Joined {
  const [first, ...others] = setups
  if (others.length === 0 && failures.length === 0) {
    return { verdict: first.verdict, override: undefined, setups, notes }
  }
  const worst = KINDS.find((kind) => setups.some(({ verdict }) => verdict.kind === kind)) ?? 'pass'
  const kind = failures.length > 0 ? 'error' : worst
  const verdict = { kind, summary: phraseJoined(kind, setups, failures) }
  return { verdict, override: undefined, setups, notes }
}

/** More names than this say no more. */
const MOST_NAMES = 6

/** Notes of the whole, then those of setups, each once, with whose it is before it. */
export function groupNotes({ setups, notes }: Pick<Joined, 'setups' | 'notes'>): readonly string[] {
  const byNote = Map.groupBy(
    setups.flatMap(({ label, notes: own }) => own.map((note) => ({ label, note }))),
    ({ note }) => note,
  )
  const grouped = [...byNote].map(([note, of]) => {
    if (of.length === setups.length) return `all setups: ${note}`
    const names = of.slice(0, MOST_NAMES).map(({ label }) => label)
    const more = of.length > names.length ? ` and ${of.length - names.length} more` : ''
    return `${names.join(', ')}${more}: ${note}`
  })
  return [...notes, ...grouped]
}

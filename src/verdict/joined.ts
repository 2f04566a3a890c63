import { phraseJoined, phraseToolFigures } from './joined-sentence.ts'
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
  /** Why results are missing that should be here; any makes the verdict "error". */
  readonly failures: readonly string[]
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
  const { verdict, override } = result
  return { verdict, override, setups: [result], notes: [], failures: [] }
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

export function joinSetups(
  judged: Joined['setups'],
  failures: Joined['failures'],
  notes: Joined['notes'],
): Joined {
  const [first, ...others] = judged
  const setups = [tellFigures(first), ...others.map(tellFigures)] as const
  if (others.length === 0 && failures.length === 0) {
    return { verdict: setups[0].verdict, override: undefined, setups, notes, failures }
  }
  const worst = KINDS.find((kind) => setups.some(({ verdict }) => verdict.kind === kind)) ?? 'pass'
  const kind = failures.length > 0 ? 'error' : worst
  const verdict = { kind, summary: phraseJoined(kind, setups, failures) }
  return { verdict, override: undefined, setups, notes, failures }
}

/** Of a file without single requests it would say that nothing was measured. */
function tellFigures(setup: Result): Result {
  const summary = phraseToolFigures(setup)
  return summary === undefined ? setup : { ...setup, verdict: { ...setup.verdict, summary } }
}

/** Requests of these runs, to both sides: what their costs are of. A stored baseline's are not. */
export function sumSent(setups: readonly Result[]): number {
  return setups.reduce((sum, { counts, baseline }) => {
    const others = baseline === undefined || baseline.isStored ? 0 : baseline.counts.sent
    return sum + counts.sent + others
  }, 0)
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

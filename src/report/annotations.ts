import type { Reporting } from '../config/reporting.ts'
import { groupNotes, type Joined, onlyOf } from '../verdict/joined.ts'
import type { Result } from '../verdict/result.ts'

export type Annotation = {
  readonly level: 'error' | 'warning'
  readonly title: string
  readonly message: string
}

/** GitHub shows ten of each level per step and drops the rest unseen; one is left for `setFailed`. */
const MOST = 9

/** One annotation for each rule that needs attention, and one for each note. */
export function makeAnnotations(
  result: Result,
  onInconclusive: Reporting['onInconclusive'],
): readonly Annotation[] {
  return capAll([...rulesOf(result, onInconclusive), ...result.notes.map(annotateNote)])
}

/** The same over all setups, whose names stand before the rules. */
export function makeJoinedAnnotations(
  joined: Joined,
  onInconclusive: Reporting['onInconclusive'],
): readonly Annotation[] {
  const only = onlyOf(joined)
  if (only !== undefined) return makeAnnotations(only, onInconclusive)
  const isOverridden = joined.verdict.kind === 'overridden'
  const ofSetups = joined.setups.flatMap((setup) =>
    rulesOf(setup, onInconclusive).map(
      ({ level, title, message }): Annotation => ({
        level: isOverridden ? 'warning' : level,
        title: `${setup.label}: ${title}`,
        message,
      }),
    ),
  )
  return capAll([...ofSetups, ...groupNotes(joined).map(annotateNote)])
}

function rulesOf(
  { checks, verdict }: Result,
  onInconclusive: Reporting['onInconclusive'],
): readonly Annotation[] {
  const found: Annotation[] = []
  for (const { rule, result, reason } of checks) {
    // Without a trustworthy measurement no rule was judged in earnest.
    if (result === 'pass' || verdict.kind === 'error') continue
    const isOpen = result === 'inconclusive'
    if (isOpen && onInconclusive === 'pass') continue
    const isError =
      rule.severity === 'error' &&
      verdict.kind !== 'overridden' &&
      (!isOpen || onInconclusive === 'fail')
    found.push({
      level: isError ? 'error' : 'warning',
      title: isOpen ? `Not enough data: ${rule.text}` : rule.text,
      message: reason,
    })
  }
  return found
}

function annotateNote(message: string): Annotation {
  return { level: 'warning', title: 'Cold start gate', message }
}

function capAll(all: readonly Annotation[]): readonly Annotation[] {
  return [...capped(all, 'error'), ...capped(all, 'warning')]
}

function capped(all: readonly Annotation[], level: Annotation['level']): readonly Annotation[] {
  const own = all.filter((one) => one.level === level)
  const last = own[MOST - 1]
  if (own.length <= MOST || last === undefined) return own
  const message = `${last.message}; and ${own.length - MOST} more, see the job summary`
  return [...own.slice(0, MOST - 1), { ...last, message }]
}

import type { Rule } from '../config/threshold.ts'
import { formatThousands } from '../units.ts'
import { alone, type Joined, joinSetups } from '../verdict/joined.ts'
import type { Result } from '../verdict/result.ts'
import { labelByFolder } from './folders.ts'
import { judgeSetup } from './judge-setup.ts'
import { reportNothing } from './nothing.ts'
import { MOST_SETUPS } from './report-file.ts'
import { prepareSetup, type Setup } from './setup.ts'
import type { StoredRun } from './stored-run.ts'

/** One result file: its runs, or why it has none ("a.json is no JSON"). */
export type ResultFile = { readonly runs: readonly StoredRun[] } | { readonly problem: string }

/**
 * Joins the runs of all files: those of one label are shards of one setup, and every setup is
 * judged by the rules. Without any that could be used, the report is an error, too.
 *
 * @param stored baselines of this job; empty where the runs' own baselines count.
 */
export function joinRuns(
  files: readonly ResultFile[],
  rules: readonly Rule[],
  stored: readonly StoredRun[],
): Joined {
  const failures = files.flatMap((file) => ('problem' in file ? [file.problem] : []))
  const runs = labelByFolder(files.flatMap((file) => ('problem' in file ? [] : file.runs)))
  failures.push(...describeIncomplete(runs))
  const setups: Setup[] = []
  const byLabel = [...Map.groupBy(runs, ({ label }) => label)].toSorted(([a], [b]) =>
    compareLabels(a, b),
  )
  if (byLabel.length > MOST_SETUPS) {
    const found = `the result files have ${formatThousands(byLabel.length)} setups, and a report has at most ${MOST_SETUPS}; give this job fewer files`
    return alone(reportNothing([found, ...failures]))
  }
  for (const [, [first, ...others]] of byLabel) {
    if (first === undefined) continue
    const setup = prepareSetup([first, ...others], stored)
    if (typeof setup === 'string') failures.push(setup)
    else setups.push(setup)
  }
  const compared = setups.filter(({ reference }) => reference.kind === 'measured').length
  const results = setups.map((setup) => judgeSetup(rules, setup, Math.max(1, compared)))
  const [first, ...others] = results
  if (first === undefined) return alone(reportNothing(failures))
  return joinSetups([first, ...others], failures, describeRules(rules, runs))
}

/** "disk-140" before "disk-1090": numbers by their size; the same order on every machine. */
function compareLabels(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true }) || (a < b ? -1 : 1)
}

/** What a joined report could not measure is in none of its setups. */
function describeIncomplete(runs: readonly StoredRun[]): readonly string[] {
  const reasons = runs.flatMap(({ source, incomplete }) =>
    incomplete === undefined ? [] : [`${source}: ${incomplete}`],
  )
  return [...new Set(reasons)]
}

/** Rules that were only given to the measuring jobs would otherwise be lost in silence. */
function describeRules(rules: readonly Rule[], runs: readonly StoredRun[]): Result['notes'] {
  const own = new Set(runs.flatMap(({ stopRules }) => stopRules))
  if (rules.length > 0 || own.size === 0) return []
  return [
    'The results were measured with rules, which only told when rounds could end; give `thresholds` to this job to judge them.',
  ]
}

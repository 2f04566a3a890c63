import type { ClientRule } from '../import/client-times.ts'
import { readResult } from '../join/read-result.ts'
import type { StoredRun } from '../join/stored-run.ts'
import type { Sources } from './inputs.ts'
import { ConfigError, makeProblem } from './problem.ts'
import { findUnknownInputs, isComplete, makeReader } from './reader.ts'
import { checkReporting, type Reporting, readReporting } from './reporting.ts'
import { parseThresholds, type Rule } from './threshold.ts'

/** What `mode: report` is asked for. Inputs about the function and the load are not looked at. */
export type JoinConfig = Reporting & {
  /** Globs of result files; at least one. */
  readonly results: readonly string[]
  readonly rules: readonly Rule[]
  /** How starts are told in files with client times only. */
  readonly clientRule: ClientRule
  /** Setups of a stored run to compare with; empty where what was measured in turns counts. */
  readonly baseline: readonly StoredRun[]
}

/** Without a label the comment's key must be the same whatever setups there are. */
const DEFAULT_KEY = 'report'

const BASELINE_ACCEPTED =
  'file:<report.json>, or none, for the result files bring the baseline that was measured with them'

/** @throws {ConfigError} naming every problem of every input at once. */
export function parseJoinConfig(sources: Sources): JoinConfig {
  const { input } = sources
  const problems: string[] = [...findUnknownInputs(sources)]
  const reader = makeReader(sources, problems)
  const checked = checkReporting(reader)
  const results = reader.read(
    'results',
    parseLines,
    'one glob of result files a line',
    'results/*/report.json',
  )
  const { rules, problems: ruleProblems } = parseThresholds(input('thresholds'))
  problems.push(...ruleProblems)
  const coldOver = reader.time('cold-over', '1000ms')
  const clientRule = coldOver === undefined ? undefined : { coldOver }
  // Without a rule the problem is told already, and the baseline is only looked at for others.
  const baseline = parseBaselines(sources, clientRule ?? { coldOver: 0 }, problems)
  const config = { ...checked, results, clientRule, baseline }
  if (problems.length > 0 || !isComplete(config)) throw new ConfigError(problems)
  return { ...config, ...readReporting(sources, input('label') || DEFAULT_KEY), rules }
}

function parseLines(text: string): readonly string[] | undefined {
  const lines = text.split(/\r?\n/).flatMap((line) => line.trim() || [])
  return lines.length === 0 ? undefined : lines
}

function parseBaselines(
  { input, readFile }: Sources,
  clientRule: ClientRule,
  problems: string[],
): readonly StoredRun[] | undefined {
  const text = input('baseline')
  if (text === 'none') return []
  const [, path] = /^file:(.+)$/.exec(text) ?? []
  if (path === undefined) {
    problems.push(makeProblem('baseline', text, BASELINE_ACCEPTED, 'file:base/report.json'))
    return undefined
  }
  const file = readFile(path)
  const runs =
    'reason' in file ? `cannot be read (${file.reason})` : readResult(path, file.text, clientRule)
  const failed =
    typeof runs === 'string'
      ? undefined
      : runs.find((run) => (run.failure ?? run.incomplete) !== undefined)
  const reason =
    typeof runs === 'string'
      ? runs
      : failed && 'is of a run that could not measure (verdict "error")'
  if (typeof runs !== 'string' && reason === undefined) return runs
  problems.push(
    `baseline: found "${path}", which ${reason}; accepted is the report.json of a finished run, for example \`file:base/report.json\``,
  )
  return undefined
}

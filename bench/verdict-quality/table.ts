import type { AbsoluteResult } from './absolute.ts'
import type { Checked } from './promises.ts'
import type { Result, Score, StoredResult } from './score.ts'
import {
  PAST_RUNS,
  PEER_ROUNDS,
  SCENARIO_NAMES,
  type Scenario,
  STARTS_PER_ROUND,
} from './simulate.ts'

/** One row for each rule and noise, the rules in their order, the noises of a rule together. */
export function renderResults(results: readonly Result[], runs: number): string {
  const rules = [...new Set(results.map(ruleName))]
  const rows = rules.flatMap((rule) => results.filter((result) => ruleName(result) === rule))
  const header = [
    'rule',
    'noise',
    'false alarms',
    'caught: +5 %',
    '+10 %',
    '+20 %',
    '15 % super-cold',
    'wrong pass at +10 %',
    'inconclusive at +10 %',
    'cold starts, unchanged',
    'at +10 %',
  ]
  const table = renderTable(
    header,
    2,
    rows.map((result) => {
      const { unchanged, slower10 } = result.scores
      return [
        ruleName(result),
        result.noise,
        ...SCENARIO_NAMES.map((scenario) => percent(result.scores[scenario].fail)),
        percent(slower10.pass),
        percent(slower10.inconclusive),
        unchanged.starts.toFixed(0),
        slower10.starts.toFixed(0),
      ]
    }),
  )
  const shown = results.flatMap(({ scores }) => Object.values(scores))
  const ours = results.filter(({ setting }) => setting === 'ours').map(({ scores }) => scores)
  const most = (scenario: Scenario) =>
    Math.max(0, ...ours.map((scores) => scores[scenario].starts)).toFixed(0)
  const footer = `${runs} simulated runs for each cell, the same ones for every rule. ${renderError(
    shown,
    runs,
  )} "Our rounds": the first ${PEER_ROUNDS} rounds of ${STARTS_PER_ROUND} starts a version, both deployed anew for each round: ${2 * PEER_ROUNDS * STARTS_PER_ROUND} starts, while this action needs at most ${most('unchanged')} on average where nothing changed and ${most('slower10')} at +10 %, on its worst noise. "One deployment": as many starts, each version deployed once. Bencher knows ${PAST_RUNS} earlier runs.`
  return `${table}\n\n${footer}`
}

/** One row for each rule: what a reader wants to know first. */
export function renderSummary(results: readonly Result[], runs: number): string {
  const noises = [...new Set(results.map(({ noise }) => noise))]
  const rules = [...new Set(results.map(ruleName))]
  const rows = rules.map((rule) => {
    const own = results.filter((result) => ruleName(result) === rule)
    const scores = noises.flatMap((name) => own.filter(({ noise }) => noise === name))
    const worst = (scenario: Scenario): number =>
      Math.min(...own.map((result) => result.scores[scenario].fail))
    return [
      rule,
      ...scores.map(
        ({ scores: { unchanged, slower10 } }) =>
          `${percent(unchanged.fail)} / ${percent(slower10.fail)}`,
      ),
      percent(worst('superCold15')),
      rangeOf(own.map((result) => result.scores.unchanged.starts)),
    ]
  })
  const header = [
    'false alarms / +10 % caught',
    ...noises,
    '15 % super-cold caught, worst',
    'cold starts',
  ]
  const caption = `${runs} simulated pull requests for each figure. "Our rounds": other tools' rules on ${PEER_ROUNDS} rounds with new environments on both sides. "One deployment": as they are mostly used.`
  return `${renderTable(header, 1, rows)}\n\n${caption}`
}

function rangeOf(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(0))
  return least === most ? `${least}` : `${least} … ${most}`
}

export function renderAbsolute(results: readonly AbsoluteResult[]): string {
  return renderTable(
    ['`cold.p95 <= limit`, truth exactly at the limit', 'passes', 'fails', 'mean cold starts'],
    1,
    results.map(({ name, pass, fail, starts }) => [
      name,
      percent(pass),
      percent(fail),
      starts.toFixed(0),
    ]),
  )
}

/** @param effects in the order of the scores. */
export function renderStored(
  results: readonly StoredResult[],
  effects: readonly number[],
  runs: number,
): string {
  const table = renderTable(
    [
      'stored baseline (`file:`), +20 %, 99.9 %',
      ...effects.map((effect) =>
        effect === 0 ? 'false alarms' : `caught: +${(100 * effect).toFixed(0)} %`,
      ),
    ],
    1,
    results.map(({ noise, scores }) => [noise, ...scores.map(({ fail }) => percent(fail))]),
  )
  const shown = results.flatMap(({ scores }) => scores)
  const footer = `${runs} simulated pairs of runs for each cell. ${renderError(shown, runs)} Days differ here as a normal distribution says; real days also have jumps.`
  return `${table}\n\n${footer}`
}

export function renderPromises(checked: readonly Checked[]): string {
  return checked
    .map(({ promise, isKept, seen }) => `${isKept ? 'kept  ' : 'BROKEN'}  ${promise}: ${seen}`)
    .join('\n')
}

/** The largest standard errors of the shares that are shown, for rare and for other ones. */
function renderError(scores: readonly Score[], runs: number): string {
  const shares = scores.flatMap(({ pass, fail, inconclusive }) => [pass, fail, inconclusive])
  const largest = (some: readonly number[]) =>
    (100 * Math.max(0, ...some.map((p) => Math.sqrt((p * (1 - p)) / runs)))).toFixed(2)
  const rare = shares.filter((share) => share <= 0.01)
  return `Monte-Carlo standard error: at most ${largest(shares)} points, and ${largest(rare)} where a share is at most 1 %.`
}

function ruleName({ name, setting }: Result): string {
  return setting === 'ours' ? `**${name}**` : `${name}, ${setting}`
}

function percent(share: number): string {
  // Of 2,000 runs one is 0.05 %.
  return `${(100 * share).toFixed(share > 0 && share < 0.01 ? 2 : 1)} %`
}

/** @param words how many leading columns hold words; the others hold numbers. */
function renderTable(
  header: readonly string[],
  words: number,
  rows: readonly (readonly string[])[],
): string {
  const rule = header.map((_, column) => (column < words ? '---' : '--:'))
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

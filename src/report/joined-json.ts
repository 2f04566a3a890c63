import type { Cost } from '../cost.ts'
import { addCosts } from '../cost.ts'
import { type Joined, onlyOf } from '../verdict/joined.ts'
import { addCounts } from '../verdict/totals.ts'
import { overrideJson, printJson, printReport, reportJson } from './json.ts'

/**
 * `report.json` of a joined run, schema 1. With one setup it is that setup's. With several, each
 * stands in `setups` in the ordinary shape; at the top are the verdict on all of them, the sums of
 * counts and costs, and every check with its `setup`. What several setups have no common one of
 * (label, function, plan, endpoint, classes, superCold, baseline, clientDelay, starts) is null there.
 *
 * @returns the text in parts, to be written one after the other.
 */
export function* printJoinedJson(joined: Joined): Generator<string> {
  const only = onlyOf(joined)
  if (only !== undefined) return yield* printJson(only)
  const { verdict, setups, notes } = joined
  const reports = setups.map(reportJson)
  const head = {
    schema: 1,
    verdict: verdict.kind,
    summary: verdict.summary,
    label: null,
    function: null,
    plan: null,
    endpoint: null,
    counts: addCounts(setups.map(({ counts }) => counts)),
    classes: null,
    superCold: null,
    checks: reports.flatMap(({ label, checks }) =>
      checks.map((check) => ({ setup: label, ...check })),
    ),
    override: overrideJson(joined.override),
    baseline: null,
    clientDelay: null,
    cost: sumOf(setups.map(({ cost }) => cost)),
    notes,
    starts: null,
  }
  const fields = JSON.stringify(head, null, 2).slice(0, -2)
  yield `${fields},\n  "setups": [`
  for (const [i, report] of reports.entries()) {
    yield `${i === 0 ? '' : ','}\n    `
    yield* printReport(report, '    ')
  }
  yield '\n  ]\n}\n'
}

/** Null where one is not known: the sum would be too small. */
function sumOf(costs: readonly (Cost | null)[]): Cost | null {
  let total: Cost = { usd: 0, gbSeconds: 0 }
  for (const cost of costs) {
    if (cost === null) return null
    total = addCosts(total, cost)
  }
  return total
}

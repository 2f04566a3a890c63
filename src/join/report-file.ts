import type { Start } from '../starts/start.ts'
import type { MB } from '../units.ts'
import type { Counts } from '../verdict/summary.ts'
import { checkHead, checkReport, type ParsedReport, parseDocument } from './report-schema.ts'
import { makeStart } from './start-schema.ts'
import type { StoredBaseline, StoredRun } from './stored-run.ts'

/** More setups than a matrix has legs: of a file, and of all files together. */
export const MOST_SETUPS = 300

/**
 * The runs of a `report.json`: one, or each setup of a joined report. The file is untrusted: all of
 * it is checked, and nothing of it is in a reason.
 *
 * @returns why the text is none, to follow the file's name.
 */
export function parseReportFile(source: string, json: string): readonly StoredRun[] | string {
  const parsed = parseDocument(json)
  if (typeof parsed === 'string') return parsed
  const { document } = parsed
  const setups = setupsOf(document)
  if (setups === undefined) return parseOne(source, document)
  if (setups.length > MOST_SETUPS) return 'has more setups than any report'
  const head = checkHead(document)
  if (typeof head === 'string') return head
  const runs: StoredRun[] = []
  for (const [i, setup] of setups.entries()) {
    const found = parseOne(source, setup)
    if (typeof found === 'string') return `${found}, in setup ${i + 1} of ${setups.length}`
    runs.push(...found)
  }
  if (runs.length === 0) return 'is a joined report without a setup'
  const incomplete = whyIncomplete(head, runs)
  return incomplete === undefined ? runs : runs.map((run) => ({ ...run, incomplete }))
}

/** What made the joined report an error, besides what its setups tell themselves. */
function whyIncomplete(
  { verdict, summary }: Exclude<ReturnType<typeof checkHead>, string>,
  runs: readonly StoredRun[],
): string | undefined {
  if (verdict !== 'error') return undefined
  const failed = runs.filter(({ failure }) => failure !== undefined)
  const rest = failed
    .reduce(
      (text, { label, failure }) => text.replace(`${label}: ${failure}`, () => ''),
      summary.replace(/^could not measure everything: /, ''),
    )
    .split('; ')
    .filter((reason) => reason !== '')
    .join('; ')
  if (rest !== '') return rest
  return failed.length > 0 ? undefined : 'it does not say why'
}

function setupsOf(document: unknown): readonly unknown[] | undefined {
  if (typeof document !== 'object' || document === null) return undefined
  const setups = Object.hasOwn(document, 'setups') && (document as { setups: unknown }).setups
  return Array.isArray(setups) ? setups : undefined
}

function parseOne(source: string, document: unknown): readonly StoredRun[] | string {
  const report = checkReport(document)
  if (typeof report === 'string') return report
  const { label, function: facts, plan: planText, counts, missing, gaveUp, notes } = report
  const size = facts?.memoryMB ?? null
  const starts = startsOf(report, 'candidate', size)
  const obstacle = whyUnsound(report, starts)
  if (obstacle !== undefined) return `is no report of this action (${obstacle})`
  const run = {
    ...{ source, label, planText, starts, counts, missing, gaveUp, notes },
    facts: facts ?? undefined,
    imported: report.imported ?? undefined,
    disturbed: report.disturbed ?? undefined,
    baseline: baselineOf(report),
    stopRules: report.stopRules ?? report.checks.map(({ rule }) => rule),
    failure:
      report.verdict === 'error'
        ? report.summary.replace(/^could not measure(?: everything)?: /, '') ||
          'it does not say why'
        : undefined,
  }
  return [run]
}

/** @param size of the function's memory, which no start repeats. */
export function startsOf(
  { starts }: ParsedReport,
  side: Start['side'],
  size: MB | null,
): readonly Start[] {
  const own: Start[] = []
  for (const stored of starts) if (stored.side === side) own.push(makeStart(stored, size))
  return own
}

/** A stored baseline belongs to another run: its starts are not in this file. */
function baselineOf(report: ParsedReport): StoredBaseline | undefined {
  const { baseline } = report
  if (baseline === null) return undefined
  const { label, function: facts, counts, missing, whyNotRecycled } = baseline
  const starts = startsOf(report, 'baseline', facts.memoryMB)
  if (starts.length !== counts.matched) return undefined
  return { label, facts, starts, counts, missing, whyNotRecycled: whyNotRecycled ?? undefined }
}

function whyUnsound(
  { counts, missing, gaveUp, starts, imported }: ParsedReport,
  own: readonly Start[],
): string | undefined {
  if (!addsUp(counts)) return 'counts: they do not add up'
  if (counts.matched !== own.length) return 'starts: not as many as counts.matched'
  // A tool's own figures have a number of requests, and no ids.
  if (counts.missing !== missing.length && !imported?.toolFigures)
    return 'missing: not as many as counts.missing'
  if (counts.gaveUp !== gaveUp.length) return 'gaveUp: not as many as counts.gaveUp'
  const ids = new Set(starts.map(({ requestId }) => requestId))
  return ids.size === starts.length ? undefined : 'starts: a request id comes twice'
}

function addsUp({ sent, answered, failed, throttled, matched, missing }: Counts): boolean {
  return sent === answered + failed + throttled && answered === matched + missing
}

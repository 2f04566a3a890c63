import type { FunctionDescription } from '../function-facts.ts'
import { startsOf } from '../join/report-file.ts'
import { checkReport, parseDocument } from '../join/report-schema.ts'
import type { Start } from '../starts/start.ts'
import type { SuperCold } from '../starts/super-cold.ts'
import type { Ms } from '../units.ts'
import type { Disturbed } from '../verdict/disturbed.ts'
import type { Counts } from '../verdict/summary.ts'

/** Of a `report.json`, what a comparison needs. */
export type StoredReport = {
  readonly label: string
  readonly facts: FunctionDescription
  readonly planText: string
  /** The candidate's; its own baseline is of no use here. */
  readonly starts: readonly Start[]
  readonly counts: Counts
  readonly superCold: { readonly status: SuperCold['status'] }
  readonly gaveUp: readonly Ms[]
  /** What others changed meanwhile; undefined where that is not known. */
  readonly disturbed?: Disturbed | undefined
}

/** @returns why the text is no report to compare with, to follow "which". */
export function parseStoredReport(json: string): StoredReport | string {
  const parsed = parseDocument(json)
  if (typeof parsed === 'string') return parsed
  const report = checkReport(parsed.document)
  if (typeof report === 'string') return report
  const { label, function: facts, plan: planText, counts, superCold, gaveUp, verdict } = report
  const disturbed = report.disturbed ?? undefined
  if (verdict === 'error' || facts === null) {
    return 'is of a run that could not measure (verdict "error")'
  }
  const starts = startsOf(report, 'candidate', facts.memoryMB)
  return { label, facts, planText, starts, counts, superCold, gaveUp, disturbed }
}

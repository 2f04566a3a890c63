import type { ClientRule } from '../import/client-times.ts'
import { NOT_KNOWN, readImport } from '../import/read-import.ts'
import { parseReportFile } from './report-file.ts'
import type { StoredRun } from './stored-run.ts'

/**
 * The runs of one result file, by its name and content; the one place where the form of a file is
 * told. A joined report has several, a file of another tool has one.
 *
 * @returns why the file is none, to follow its name: "is no JSON".
 */
export function readResult(
  source: string,
  text: string,
  clientRule: ClientRule,
): readonly StoredRun[] | string {
  const report = parseReportFile(source, text)
  if (typeof report !== 'string' || isReport(text)) return report
  const imported = readImport(source, text, clientRule)
  if (typeof imported !== 'string') return [imported]
  // Of a document that is of no tool, what is wrong with it as a report says more.
  return imported === NOT_KNOWN && /^\s*[[{]/.test(text) ? report : imported
}

/** `report.json` begins with its schema. */
function isReport(text: string): boolean {
  return /^\s*\{\s*"schema"\s*:/.test(text)
}

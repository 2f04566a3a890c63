import { parseReportFile } from './report-file.ts'
import type { StoredRun } from './stored-run.ts'

/**
 * The runs of one result file, by its name and content; the one place where the form of a file is
 * told. A joined report has several.
 *
 * @returns why the file is none, to follow its name: "is no JSON".
 */
export function readResult(source: string, text: string): readonly StoredRun[] | string {
  return parseReportFile(source, text)
}

import { CsvError, type Options, parse } from 'csv-parse/sync'
import { quote } from './cells.ts'

/** A CSV file with a header. */
export type Table = {
  readonly header: readonly string[]
  /** Each as long as the header. */
  readonly rows: readonly (readonly string[])[]
  /** Where a row ends in the file; quoted cells may hold line breaks. */
  readonly lineOf: (row: number) => number
}

/** @returns why the text is no such file, naming the line. */
export function readTable(text: string): Table | string {
  const [first = ''] = text.split('\n', 1)
  const delimiter = first.includes(',') ? undefined : /[;\t|]/.exec(first)?.[0]
  if (delimiter !== undefined) {
    return `is separated by ${quote(delimiter)}; save it separated by commas`
  }
  const obstacle = whyTooLarge(text)
  if (obstacle !== undefined) return obstacle
  try {
    const [header = [], ...rows] = parseRows(text)
    // Line numbers cost half of the time, and only a file with an error needs them.
    const lineOf = (row: number): number => parseLines(text, row + 2)
    return { header, rows, lineOf }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return describe(error)
  }
}

const MOST_OF_LINE = 1_000_000
/** 100 MB of k6 have 16 million. */
const MOST_CELLS = 20_000_000

/** What the parser would need ten times as much memory for. */
function whyTooLarge(text: string): string | undefined {
  let begin = 0
  while (begin < text.length) {
    const end = text.indexOf('\n', begin)
    const next = end < 0 ? text.length : end + 1
    if (next - begin > MOST_OF_LINE) return 'has a line of more than a million characters'
    begin = next
  }
  let cells = 0
  for (let at = text.indexOf(','); at >= 0; at = text.indexOf(',', at + 1)) cells += 1
  return cells > MOST_CELLS ? `has more than ${MOST_CELLS / 1e6} million cells` : undefined
}

const OPTIONS: Options = { skip_empty_lines: true, max_record_size: MOST_OF_LINE }

function parseRows(text: string): string[][] {
  return parse(text, OPTIONS) as unknown as string[][]
}

function parseLines(text: string, to: number): number {
  const rows = parse(text, { ...OPTIONS, info: true, to }) as unknown as {
    readonly info: { readonly lines: number }
  }[]
  return rows.at(-1)?.info.lines ?? to
}

/** The parser's own messages quote the row, which may be of any length. */
function describe({ code, ...error }: CsvError): string {
  const line = 'lines' in error ? `line ${error.lines}` : 'a line'
  if (code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') {
    return `is cut off or corrupt: ${line} has another number of cells than the header`
  }
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return `is cut off or corrupt: a quote that is open at ${line} is never closed`
  }
  return `is no CSV: ${line} cannot be read (${code})`
}

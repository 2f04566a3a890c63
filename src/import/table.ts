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

const OPTIONS: Options = { skip_empty_lines: true, max_record_size: 1_000_000 }

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

import type { Ms } from '../units.ts'

/** One finished import, as CPython's `-X importtime` prints it. */
export type ImportLine = {
  /** As the log has it: untrusted text, on one line. */
  readonly name: string
  /** Without the imports within. */
  readonly self: Ms
  /** With the imports within. */
  readonly total: Ms
  /** 0 for what no other import asked for. */
  readonly depth: number
}

const MARK = 'import time:'
const HEADER = /^import time: self \[us\] \|/
/**
 * Microseconds, rounded up; two spaces a level stand after the second bar.
 * Source: github.com/python/cpython, Python/import.c, import_find_and_load.
 */
const LINE = /^import time: +(\d{1,12}) \| +(\d{1,12}) \| ( *)(\S.*)$/
/** More than any module's name; what is longer was not printed by an import. */
const MOST_CHARACTERS = 500
/** Python itself gives up at about a thousand frames, of which an import takes several. */
const MOST_DEPTH = 200

/**
 * Reads one line of a log. Other text may stand before it, for output without a line's end goes to
 * the same stream.
 *
 * @returns 'header' for the line that each process prints before its first import; 'unreadable' for
 *   one that was cut off; undefined for any other output.
 */
export function parseImportLine(text: string): ImportLine | 'header' | 'unreadable' | undefined {
  const from = text.indexOf(MARK)
  if (from < 0) return undefined
  const line = text.slice(from, from + MOST_CHARACTERS + 1).trimEnd()
  if (HEADER.test(line)) return 'header'
  const [, self, total, indent = '', name = ''] = LINE.exec(line) ?? []
  const depth = indent.length / 2
  if (self === undefined || total === undefined || line.length > MOST_CHARACTERS)
    return 'unreadable'
  if (!Number.isInteger(depth) || depth > MOST_DEPTH || Number(self) > Number(total))
    return 'unreadable'
  return { name, self: Number(self) / 1000, total: Number(total) / 1000, depth }
}

/** The lines of a message, which may be many; of a structured one, those of its text. */
export function linesOf(message: string): readonly string[] {
  return textOf(message).split(/[\r\n]+/)
}

/** Where the log format is JSON, output that does not go through a logger stays plain text. */
function textOf(message: string): string {
  if (!message.startsWith('{')) return message
  try {
    const value: unknown = JSON.parse(message)
    const { message: text } = value as { readonly message?: unknown }
    return typeof text === 'string' ? text : message
  } catch {
    return message
  }
}

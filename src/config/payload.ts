import type { Sources } from './inputs.ts'

/** JSON texts, sent in turn; at least one. */
export type Events = readonly [string, ...string[]]

/**
 * The events of `payload` or `payload-file`.
 *
 * Problems name positions and sizes, never content: payloads may be personal data.
 */
export function parsePayload({ input, defaultOf, readFile }: Sources): Events | string {
  const path = input('payload-file')
  const inline = input('payload')
  if (path === '') return parseEvents(inline, 'payload', false)
  if (inline !== defaultOf('payload')) {
    return 'payload: found together with payload-file, accepted is one of the two, for example `payload-file: events/sample.json` alone'
  }
  if (!/\.jsonl?$/.test(path)) {
    return `payload-file: found "${path}", accepted is a path that ends in .json or .jsonl, for example \`events/sample.jsonl\``
  }
  const file = readFile(path)
  if ('reason' in file) {
    return `payload-file: found "${path}", which cannot be read (${file.reason}); accepted is a path relative to the workspace, for example \`events/sample.json\``
  }
  return parseEvents(file.text, 'payload-file', path.endsWith('.jsonl'))
}

function parseEvents(text: string, input: string, isLines: boolean): Events | string {
  const texts = isLines ? text.split(/\r?\n/) : [text]
  const events: string[] = []
  for (const [index, line] of texts.entries()) {
    if (isLines && line.trim() === '') continue
    const where = isLines ? `line ${index + 1} of ${input}` : input
    // Trimming also takes a byte order mark away, which Windows editors write.
    const event = line.trim()
    if (!isJson(event)) {
      return `${input}: found ${line.length} characters that are no JSON value in ${where}, accepted is ${isLines ? 'one JSON event a line' : 'one JSON event'}, for example \`{"age": 34}\``
    }
    events.push(event)
  }
  const [first, ...rest] = events
  if (first === undefined) {
    return `${input}: found no event, accepted is one JSON event a line, for example \`{"age": 34}\``
  }
  return [first, ...rest]
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** What the server needs to know of a request. */
export type Request = {
  /** Of head and body together, in bytes. */
  readonly length: number
  /** How long the function takes, in ms: the number at the end of its name, as `hold-3000`. */
  readonly hold: number
}

const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i
const FUNCTION = /^POST \/2015-03-31\/functions\/hold-(\d+)\/invocations/

/**
 * Reads the first request of what has arrived on a connection, as latin1.
 *
 * @returns undefined while it is incomplete.
 */
export function readRequest(text: string): Request | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = text.slice(0, end)
  const length = end + 4 + Number(CONTENT_LENGTH.exec(head)?.[1] ?? 0)
  if (text.length < length) return undefined
  return { length, hold: Number(FUNCTION.exec(head)?.[1] ?? 0) }
}

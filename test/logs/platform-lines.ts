import { readFileSync } from 'node:fs'
import { parseJsonLine } from '../../src/logs/json-line.ts'
import type { PlatformLine } from '../../src/logs/platform-line.ts'
import { parseTextLine } from '../../src/logs/text-line.ts'

export type Row = {
  readonly shows: string
  readonly message: string
  /** Null for user output and for lines that say nothing about starts. */
  readonly line: PlatformLine | null
}

/**
 * Messages of CloudWatch Logs that were published by others (public logs, AWS docs, tests of other
 * tools), some with ids replaced or one trait changed, and what each says, read by hand.
 */
export const platformLines: readonly Row[] = readFileSync(
  new URL('platform-lines.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((row) => JSON.parse(row) as Row)

/** As the journal does. */
export function parseMessage(message: string): PlatformLine | undefined {
  return message.startsWith('{') ? parseJsonLine(message)?.line : parseTextLine(message)
}

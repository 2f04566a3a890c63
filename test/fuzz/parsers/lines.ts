import assert from 'node:assert/strict'
import fc from 'fast-check'
import { makeJournal } from '../../../src/logs/journal.ts'
import { parseJsonLine } from '../../../src/logs/json-line.ts'
import { parsePage } from '../../../src/logs/page.ts'
import type { PlatformLine } from '../../../src/logs/platform-line.ts'
import { parseAnyTextLine, parseTextLine } from '../../../src/logs/text-line.ts'
import { parseUsualReport } from '../../../src/logs/usual-report.ts'
import { platformLines } from '../../logs/platform-lines.ts'
import { type Fuzz, fuzz } from '../fuzz.ts'
import { hostileText } from '../hostile-text.ts'
import { mutated, numbersOf } from './mutation.ts'

export const MESSAGES: readonly string[] = platformLines.map(({ message }) => message)
const JSON_MESSAGES = MESSAGES.filter((message) => message.startsWith('{'))
const TEXT_MESSAGES = MESSAGES.filter((message) => !message.startsWith('{'))

const BODY = JSON.stringify({
  events: MESSAGES.slice(0, 6).map((message, i) => ({
    logStreamName: `2026/11/22/[$LATEST]${'0123456789abcdef'.repeat(2)}`,
    timestamp: 1_795_000_000_000 + i,
    message,
    ingestionTime: 1_795_000_001_000 + i,
    eventId: `3856${i}`,
  })),
  searchedLogStreams: [],
  nextToken: 'abc/123',
})

export const LINES: readonly Fuzz[] = [
  fuzz(
    'a line of text is read alike by both ways, or is none',
    1,
    fc.oneof(
      { weight: 9, arbitrary: mutated(TEXT_MESSAGES) },
      { weight: 1, arbitrary: hostileText },
    ),
    (message) => {
      const line = parseTextLine(message)
      assert.deepEqual(line, parseAnyTextLine(message))
      assertSound(line, message)
      const usual = parseUsualReport(message)
      if (usual !== undefined) assert.deepEqual(usual, line)
    },
  ),
  fuzz(
    'a line of JSON is read, or is none',
    1,
    fc.oneof({ weight: 9, arbitrary: mutated(JSON_MESSAGES) }, { weight: 1, arbitrary: fc.json() }),
    (message) => {
      const found = parseJsonLine(message)
      assertSound(found?.line, message)
      assert.ok(found?.time === undefined || typeof found.time === 'string')
    },
  ),
  fuzz('a page of log events is read, or is none', 1, mutated([BODY], 4), (body) => {
    const page = parsePage(body, 'group')
    if (page === undefined) return
    for (const { id, stream, message, timestamp, ingestedAt } of page.events) {
      assert.deepEqual([typeof id, typeof stream, typeof message], ['string', 'string', 'string'])
      assert.ok(id !== '' && Number.isFinite(timestamp) && Number.isFinite(ingestedAt))
    }
    const journal = makeJournal()
    journal.add(page.events)
    for (const stream of journal.streams()) {
      for (const { at, line } of journal.lines(stream)) {
        assert.ok(Number.isFinite(at))
        assertSound(line, body)
      }
    }
  }),
]

/** In ms more than 30 years; sums and squares of it are numbers. */
const MOST = 1e12

function assertSound(line: PlatformLine | undefined, message: string): void {
  if (line === undefined) return
  for (const number of numbersOf(line)) assert.ok(number >= 0 && number <= MOST, String(number))
  if ('requestId' in line)
    assert.ok(
      message.includes(JSON.stringify(line.requestId).slice(1, -1)) ||
        message.includes(line.requestId) ||
        message.includes('\\'),
    )
  if (line.kind === 'unreadable') assert.equal(line.text, message)
  for (const text of Object.values(line)) {
    assert.ok(text === undefined || ['string', 'number'].includes(typeof text))
  }
}

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { openDesk, say } from '../../../src/io/desk.ts'
import { sayPlainly } from '../../../src/io/stream.ts'
import { makeJoinedAnnotations } from '../../../src/report/annotations.ts'
import { renderJoinedLog } from '../../../src/report/log.ts'
import { makeJoinedOutputs } from '../../../src/report/outputs.ts'
import { configOf } from '../../config/sources.ts'
import { type Fuzz, fuzz } from '../fuzz.ts'
import { hostileReport, hostileReports, TEXTS } from '../hostile-report.ts'
import { hostileText, hostileTexts, seen } from '../hostile-text.ts'
import { commandOf, readFileCommands } from '../runner-model.ts'

/** Text that the runner might take for a command, more often than any other. */
const commandLike = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ':',
        '::',
        '#',
        '##',
        '[',
        '##[',
        ']',
        ' ',
        '=',
        ';',
        ',',
        '\u200b',
        '\u034f',
        '\ufe0f',
      ),
      fc.constantFrom(
        'error',
        'set-output name=a',
        'save-state',
        'add-mask',
        '%0A',
        '\u00a0',
        '\u00ad',
      ),
      hostileText,
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

const reports = fc.tuple(hostileTexts(TEXTS), fc.constantFrom(hostileReport, hostileReports))

export const RUNNER: readonly Fuzz[] = [
  fuzz('no line of the log is a command', 1, commandLike, (text) => {
    const lines = printed(() => say(text))
    assert.equal(lines.length, 1)
    assert.equal(commandOf(lines[0] ?? ''), undefined)
    assert.equal(plainly(lines[0] ?? ''), plainly(seen(text)))
  }),
  fuzz('no line of a command in a job is a command to its runner', 1, commandLike, (text) => {
    let written = ''
    const write = (part: string): boolean => {
      written += part
      return true
    }
    const stream = { write, isTTY: false, columns: 80 }
    sayPlainly(stream, text)
    for (const line of written.split(/[\r\n]/)) assert.equal(commandOf(line), undefined)
  }),
  fuzz('what a report says in the log is no command', TEXTS, reports, ([texts, make]) => {
    for (const line of renderJoinedLog(make(texts))) {
      const [only, ...others] = printed(() => say(line))
      assert.deepEqual(others, [])
      assert.equal(commandOf(only ?? ''), undefined)
    }
  }),
  fuzz(
    'an annotation is one command with its own title and message',
    TEXTS,
    reports,
    async ([texts, make]) => {
      const { annotate } = await desk
      for (const annotation of makeJoinedAnnotations(make(texts), 'warn')) {
        const [line = '', ...others] = printed(() => annotate(annotation))
        assert.deepEqual(others, [])
        const { name, properties, data } = commandOf(line) ?? assert.fail(line)
        const title = seen(annotation.title)
        assert.deepEqual(
          { name, ...properties },
          { name: annotation.level, ...(title && { title }) },
        )
        assert.equal(data, seen(annotation.message))
      }
    },
  ),
  fuzz('outputs are the ones that were set', TEXTS, reports, async ([texts, make]) => {
    const { setOutput } = await desk
    const outputs = makeJoinedOutputs(make(texts))
    const read = throughFile('GITHUB_OUTPUT', () => {
      for (const [name, value] of Object.entries(outputs)) setOutput(name, value)
    })
    assert.deepEqual(Object.fromEntries(read), wellFormed(outputs))
    assert.doesNotMatch(outputs.summary ?? '', /[\r\n]/)
  }),
  fuzz('any value of an output is the one that was set', 1, hostileText, async (text) => {
    const { setOutput } = await desk
    const read = throughFile('GITHUB_OUTPUT', () => setOutput('summary', text))
    assert.deepEqual([...read], [['summary', text.toWellFormed()]])
  }),
]

const never = new AbortController().signal
const desk = openDesk(configOf({ comment: 'never' }), { signal: never, tellUntil: never })
const FOLDER = mkdtempSync(join(tmpdir(), 'fuzz-'))

/** What is written to the log meanwhile, line by line as the runner reads it. */
function printed(print: () => void): readonly string[] {
  const { write } = process.stdout
  let text = ''
  process.stdout.write = (part: string | Uint8Array): boolean => {
    text += String(part)
    return true
  }
  try {
    print()
  } finally {
    process.stdout.write = write
  }
  return text.replace(/\n$/, '').split(/\r\n|\r|\n/)
}

function throughFile(variable: string, write: () => void): ReadonlyMap<string, string> {
  const path = join(FOLDER, variable)
  writeFileSync(path, '')
  process.env[variable] = path
  try {
    write()
  } finally {
    delete process.env[variable]
  }
  return readFileCommands(readFileSync(path, 'utf8'))
}

function wellFormed(values: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.toWellFormed()]),
  )
}

/** Without what keeps a text from being a command. */
function plainly(text: string): string {
  return text.replaceAll('\u200b', '').toWellFormed()
}

import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { parseConfig } from '../../src/config/config.ts'
import { parseJoinConfig } from '../../src/config/join-config.ts'
import { parseLoadPlan } from '../../src/config/load-plan.ts'
import { parseOptions } from '../../src/config/options.ts'
import { readInputs } from '../../src/io/runner.ts'
import { HANDLER_HEADER } from '../../src/load/http-answer.ts'
import { declared } from '../config/sources.ts'
import { ACTION } from '../owner.ts'
import { pages, root, snippets } from './pages.ts'

const scripts: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(resolve(root, 'package.json'), 'utf8'),
).scripts

/** How a snippet of each language is known to be right; a snippet of any other is a defect. */
const CHECKS: Readonly<Record<string, (text: string, page: string) => void>> = {
  yaml: checkYaml,
  sh: checkCommands,
  json: (text) => void JSON.parse(text),
  // Charts in a comment that the code wrote: `npm run mermaid` parses them.
  mermaid: () => undefined,
  text: checkPlanOrDrawing,
  js: checkHandler,
  python: (text) => expect(isPartOfAFile(text) || isHandlersAnswer(text)).toBe(true),
  dockerfile: (text) => expect(text).toMatch(/^FROM \S+:\S+\n/),
}

test('there are snippets, and each says what it is', () => {
  expect(snippets.length).toBeGreaterThan(20)
  const unknown = snippets.filter(({ language }) => CHECKS[language] === undefined)
  expect(unknown.map(({ page, language, text }) => [page, language, text.slice(0, 60)])).toEqual([])
})

describe.each([...new Set(snippets.map(({ page }) => page))])('%s', (page) => {
  const own = snippets.filter((one) => one.page === page)
  test.each(own.map((one, i) => [i + 1, one.language, one] as const))(
    'snippet %i (%s) is right',
    (_, language, { text }) => CHECKS[language]?.(text, page),
  )
})

test('every command of npm that a page names is there', () => {
  const named = pages.flatMap(({ name, text }) =>
    [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => ({ name, script })),
  )
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter(({ script }) => scripts[script] === undefined)).toEqual([])
})

test('no page has a command or a snippet that nothing checks, as an indented block', () => {
  const found = pages.flatMap(
    ({ text }) =>
      text.replace(/^( *)```[\s\S]*?^\1```$/gm, '').match(/(?<=^\n) {4}(?!\s)(?![-*\d]).*/gm) ?? [],
  )
  expect(found).toEqual([])
})

type Step = { readonly uses?: string; readonly with?: Readonly<Record<string, string>> }

function checkYaml(text: string): void {
  const steps = stepsIn(parse(text))
  for (const { uses, with: given = {} } of steps) {
    if (!uses?.endsWith('/lambda-cold-start-gate@v1')) continue
    expect(uses).toBe(`${ACTION}@v1`)
    const env = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        `INPUT_${name.toUpperCase()}`,
        String(value).replace(/\$\{\{[^}]*\}\}/g, 'x'),
      ]),
    )
    const sources = {
      ...readInputs(declared, { ...env, AWS_REGION: 'eu-west-1' }),
      // A file of the reader's own is not here.
      readFile: () => ({ text: '{}' }),
    }
    // A snippet that names no function shows an input, and leaves out what stands around it.
    if (given.mode === 'report') parseJoinConfig(sources)
    else if (!String(given.baseline ?? '').startsWith('file:')) parseConfig(sources)
  }
}

/** Wherever they stand: a snippet may be a workflow, its jobs, one job, or steps. */
function stepsIn(value: unknown): readonly Step[] {
  if (Array.isArray(value)) return value.flatMap(stepsIn)
  if (typeof value !== 'object' || value === null) return []
  return 'uses' in value ? [value as Step] : Object.values(value).flatMap(stepsIn)
}

/** Programs that are not ours: what they are told is not for us to check. */
const FOREIGN =
  /^(?:aws|cd|cfn-lint|cp|curl|docker|find|gh|git|locust|mkdir|pip|python3?|sam|time|zappa|zip)$/

function checkCommands(text: string, page: string): void {
  for (const line of text.replaceAll('\\\n', ' ').split('\n')) {
    for (const part of line.replace(/(^|\s)#.*$/, '').split('&&')) checkCommand(part, page)
  }
}

function checkCommand(command: string, page: string): void {
  const words = [...command.matchAll(/'([^']*)'|([^\s()]+)/g)]
    .map(([, quoted, bare]) => quoted ?? bare ?? '')
    // Variables that are set for the program alone.
    .filter((word, i, all) => i > 0 || all.length === 1 || !/^[A-Z_]+=/.test(word))
  const [program = '', first = '', ...rest] = words
  if (program === '' || FOREIGN.test(program)) return
  if (program.startsWith('./')) {
    expect(existsSync(resolve(root, dirname(page), program))).toBe(true)
    return
  }
  expect(program).toMatch(/^(?:npm|npx|node)$/)
  if (/^(?:lambda-cold-start-gate|dist\/cli\.js)$/.test(first)) {
    const options = rest.filter((word) => word !== '…')
    expect(parseOptions(options).problems).toEqual([])
  } else if (program === 'node') {
    expect(first === '-e' || existsSync(resolve(root, first))).toBe(true)
  } else if (first === 'run') {
    expect(scripts).toHaveProperty([rest[0] ?? ''])
  } else {
    expect(first).toMatch(/^(?:ci|cit|test|pack|audit|install)$/)
    for (const path of first === 'test' ? rest.slice(1, 2) : []) {
      expect(existsSync(resolve(root, path))).toBe(true)
    }
  }
}

/** A load plan must be one; anything else is a drawing, or what a program printed. */
function checkPlanOrDrawing(text: string): void {
  if (/^(burst|users|rate|recycle|rounds|pause)\b/.test(text)) {
    expect(parseLoadPlan(text).problems).toEqual([])
  }
}

/** The last line of a handler: what it returns joins the request with its log lines. */
function checkHandler(text: string): void {
  const handle = new Function('context', 'body', text)
  const { headers } = handle({ awsRequestId: 'an-id' }, '{}')
  expect(headers).toEqual({ [HANDLER_HEADER]: 'an-id' })
}

/** The same in Python, which may not be here. */
function isHandlersAnswer(text: string): boolean {
  return text
    .replaceAll('"', "'")
    .startsWith(
      `return {'statusCode': 200, 'headers': {'${HANDLER_HEADER}': context.aws_request_id}`,
    )
}

function isPartOfAFile(text: string): boolean {
  return FILES.some((path) => readFileSync(resolve(root, path), 'utf8').includes(text.trim()))
}

/** Programs of other languages that a page shows a part of; each is run by a test or a check of its own. */
const FILES = ['test/import/fixtures/locust/locustfile_requests.py']

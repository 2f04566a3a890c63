import assert from 'node:assert/strict'
import fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { renderJoinedMarkdown } from '../../../src/report/joined-markdown.ts'
import { parseMarker, renderMarker } from '../../../src/report/marker.ts'
import type { Joined } from '../../../src/verdict/joined.ts'
import { type Fuzz, fuzz } from '../fuzz.ts'
import { hostileReport, hostileReports, TEXTS } from '../hostile-report.ts'
import { hostileText, hostileTexts, seen, tagOf } from '../hostile-text.ts'

const RUN = { runId: 7, runAttempt: 1 }

/** What a parser of GitHub's Markdown makes of a comment. */
type Node = {
  readonly type: string
  readonly value?: string
  readonly lang?: string | null
  readonly children?: readonly Node[]
  readonly depth?: number
  readonly align?: readonly unknown[]
}

export const MARKDOWN: readonly Fuzz[] = [
  fuzz('Markdown of one setup reads as what it is', TEXTS, hostileTexts(TEXTS), (texts) => {
    compare(hostileReport, texts)
  }),
  fuzz('Markdown of several setups reads as what it is', TEXTS, hostileTexts(TEXTS), (texts) => {
    compare(hostileReports, texts)
  }),
  fuzz('a comment is found again by its key', 1, hostileText, (key) => {
    const line = renderMarker(key, RUN, 'pass')
    assert.equal(parseMarker(`${line}\n### x`)?.key, key.toWellFormed())
    assert.match(line, /^<!-- [\x21-\x7e ]+ -->$/)
    assert.doesNotMatch(line.slice(4, -3), /--/)
  }),
  fuzz(
    'long texts leave a comment of a size that GitHub takes',
    TEXTS,
    fc.tuple(hostileTexts(TEXTS), fc.nat(40_000)),
    ([texts, times]) => {
      const long = texts.map((text) => text.repeat(Math.ceil(times / text.length)))
      const markdown = renderJoinedMarkdown(hostileReports(long))
      assert.ok(markdown.length < 60_000)
      assert.ok(markdown.isWellFormed())
    },
  ),
]

/** Nothing but the words may differ from a report of harmless texts. */
function compare(make: (texts: readonly string[]) => Joined, texts: readonly string[]): void {
  const marker = renderMarker(texts[0] ?? '', RUN, 'fail')
  const body = `${marker}\n${renderJoinedMarkdown(make(texts))}`
  const found = parse(body)
  const expected = parse(`${marker}\n${harmless(make)}`)
  assert.deepEqual(found.children?.[0], { type: 'html', value: marker })
  compareNodes(found, expected, texts, 'root')
}

const known = new Map<unknown, string>()

function harmless(make: (texts: readonly string[]) => Joined): string {
  const text =
    known.get(make) ?? renderJoinedMarkdown(make(Array.from({ length: TEXTS }, (_, n) => tagOf(n))))
  known.set(make, text)
  return text
}

function parse(markdown: string): Node {
  const root = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  return simplify(root as Node)
}

/** Without positions, and with the dollar signs that are kept from being mathematics. */
function simplify({ type, value, lang, children, depth, align }: Node): Node {
  if (type === 'text') assertInert(value ?? '')
  const own = {
    type,
    ...(value === undefined ? {} : { value }),
    ...(typeof lang === 'string' ? { lang } : {}),
    ...(depth === undefined ? {} : { depth }),
    ...(align === undefined || align === null ? {} : { align }),
  }
  return children === undefined ? own : { ...own, children: mergeTexts(children.map(simplify)) }
}

/** Mentions, references, emoji and links by GitHub itself, which looks for them in what was parsed. */
function assertInert(text: string): void {
  if (text === '$') return
  assert.doesNotMatch(text, /@[a-z0-9]/i)
  assert.doesNotMatch(text, /#\d|\bGH-\d/i)
  assert.doesNotMatch(text, /:(?!\d{1,2}:)[a-z0-9_+-]+:/i)
  assert.doesNotMatch(text, /:\/\/|www\./i)
  assert.doesNotMatch(text.replace(/(^|[\s(])\$\d[\d.,]*(?=[\s,;:)]|$)/g, ''), /\$/)
}

function mergeTexts(children: readonly Node[]): readonly Node[] {
  const merged: Node[] = []
  for (const child of children) {
    if (child.type === 'html' && /^<\/?span>$/.test(child.value ?? '')) continue
    const last = merged.at(-1)
    if (last?.type === 'text' && child.type === 'text') {
      merged[merged.length - 1] = { type: 'text', value: `${last.value}${child.value}` }
    } else merged.push(child)
  }
  return merged
}

function compareNodes(a: Node, b: Node, texts: readonly string[], path: string): void {
  const { value, children = [], ...rest } = a
  const { value: expected, children: others = [], ...same } = b
  assert.deepEqual(rest, same, path)
  if (a.type === 'html') assert.equal(value, expected, path)
  else if (a.lang === 'mermaid') assert.match(value ?? '', shapeOf(expected ?? ''))
  else if (expected !== undefined && !reads(value ?? '', expected, texts, a.lang === 'text')) {
    assert.fail(`${path}: ${JSON.stringify(value)} for ${JSON.stringify(expected)}`)
  }
  assert.equal(children.length, others.length, `${path}: ${JSON.stringify(children)}`)
  for (const [i, child] of children.entries()) {
    compareNodes(child, others[i] as Node, texts, `${path}.${child.type}${i}`)
  }
}

/** Of a chart: names keep only characters that mean nothing to mermaid. */
function shapeOf(chart: string): RegExp {
  const parts = chart.split(/q\d+q/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[\\w.: /…-]{1,30}')}$`)
}

/** Texts are cut at these lengths, or not at all. */
const LIMITS = [Number.POSITIVE_INFINITY, 2_000, 1_500, 500, 250, 200, 100, 80]

/** Whether a text is the expected one, with each tag standing for the text that has it. */
function reads(
  found: string,
  expected: string,
  texts: readonly string[],
  isPlan: boolean,
): boolean {
  const plain = plainly(found.replaceAll('\u200b', ''))
  const parts = plainly(expected).split(/(q\d+q)/)
  const go = (rest: string, at: number): boolean => {
    const part = parts[at]
    if (part === undefined) return rest === ''
    const tag = /^q(\d+)q$/.exec(part)
    const ways = tag === null ? [part] : waysOf(texts[Number(tag[1])] ?? '', isPlan)
    return ways.some((way) => rest.startsWith(way) && go(rest.slice(way.length), at + 1))
  }
  const whole = parts
    .map((part) => /^q(\d+)q$/.exec(part)?.[1])
    .map((n, i) => (n === undefined ? parts[i] : waysOf(texts[Number(n)] ?? '', isPlan)[0]))
    .join('')
  const isCut = plain.endsWith('…') && plain.length > 40
  return go(plain, 0) || (isCut && whole.startsWith(plain.slice(0, -1)))
}

function waysOf(text: string, isPlan: boolean): readonly string[] {
  if (isPlan) return [plainly(text.replace(/\r\n?/g, '\n'))]
  const cut = LIMITS.map((most) =>
    plainly(
      seen(
        text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`,
      ),
    ),
  )
  return [...new Set(cut.flatMap((one) => [one, one.charAt(0).toUpperCase() + one.slice(1)]))]
}

/** Spaces may differ, where texts meet words of ours. */
function plainly(text: string): string {
  const lines = text.split('\n').map(seen)
  return lines.join('\n').replaceAll('ˋ', '`').replaceAll('∖', '\\').replace(/\p{Z}/gu, '')
}

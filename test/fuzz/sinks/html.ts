import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { consoleOf, encodeForConsole } from '../../../src/html/console-link.ts'
import { renderHtml } from '../../../src/html/report.ts'
import type { Joined } from '../../../src/verdict/joined.ts'
import { type Fuzz, fuzz } from '../fuzz.ts'
import { hostileReport, hostileReports, TEXTS } from '../hostile-report.ts'
import { hostileText, hostileTexts, tagOf } from '../hostile-text.ts'

const hashOf = (text: string): string =>
  `sha256-${createHash('sha256').update(text).digest('base64')}`
const [SCRIPT, STYLE] = ['go()', 'p{}']
const PAGE = { script: SCRIPT, style: STYLE, scriptHash: hashOf(SCRIPT), styleHash: hashOf(STYLE) }

export const HTML: readonly Fuzz[] = [
  fuzz(
    'report.html of one setup has its own elements alone',
    TEXTS,
    hostileTexts(TEXTS),
    (texts) => {
      compare(hostileReport, texts)
    },
  ),
  fuzz(
    'report.html of several setups has its own elements alone',
    TEXTS,
    hostileTexts(TEXTS),
    (texts) => {
      compare(hostileReports, texts)
    },
  ),
  fuzz(
    'links lead to a console of AWS',
    3,
    fc.tuple(hostileText, hostileText, hostileText, fc.boolean()),
    ([text, group, stream, isArn]) => {
      const arn = isArn ? `arn:aws:lambda:eu-west-1:1:function:${text}` : text
      const console = consoleOf(arn, group)
      if (console === null) return
      const { protocol, hostname, username } = new URL(console + encodeForConsole(stream))
      assert.deepEqual([protocol, username], ['https:', ''])
      assert.match(
        hostname,
        /^[a-z0-9-]+\.console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/,
      )
    },
  ),
]

type Node = DefaultTreeAdapterTypes.Node
type Make = (texts: readonly string[]) => Joined

/** Nothing but the words may differ from a page of harmless texts, as a browser would read both. */
function compare(make: Make, texts: readonly string[]): void {
  const page = renderHtml(make(texts), PAGE)
  const errors: string[] = []
  const document = parse(page, { onParseError: ({ code }) => errors.push(code) })
  assert.deepEqual(errors, [])
  compareNodes(document, harmless(make), 'document')
  const [data = '', script = ''] = textsOf(document, 'script')
  const [style = ''] = textsOf(document, 'style')
  assert.deepEqual([hashOf(script), hashOf(style)], [PAGE.scriptHash, PAGE.styleHash])
  assert.equal(JSON.parse(data)[0].label, make(texts).setups[0].label)
  assert.doesNotMatch(page, /[^\P{C}\n\t]/u)
}

const known = new Map<Make, Node>()

function harmless(make: Make): Node {
  const texts = Array.from({ length: TEXTS }, (_, n) => tagOf(n))
  const document = known.get(make) ?? parse(renderHtml(make(texts), PAGE))
  known.set(make, document)
  return document
}

function compareNodes(found: Node, expected: Node, path: string): void {
  assert.equal(found.nodeName, expected.nodeName, path)
  assert.notEqual(found.nodeName, '#comment')
  if ('attrs' in found && 'attrs' in expected) {
    assert.equal(found.attrs.length, expected.attrs.length, path)
    for (const [i, { name, value }] of found.attrs.entries()) {
      const other: { name: string; value: string } | undefined = expected.attrs[i]
      assert.equal(name, other?.name, path)
      // Where a name is told to a screen reader.
      if (!/q\d+q/.test(other?.value ?? '')) assert.equal(value, other?.value, path)
      else assert.equal(name, 'aria-label', path)
    }
  }
  const [children, others] = [childrenOf(found), childrenOf(expected)]
  assert.equal(children.length, others.length, path)
  for (const [i, child] of children.entries()) {
    compareNodes(child, others[i] as Node, `${path}.${child.nodeName}${i}`)
  }
}

/** Texts with a tag have nothing else to be compared. */
function childrenOf(node: Node): readonly Node[] {
  return 'childNodes' in node ? node.childNodes : []
}

function textsOf(node: Node, name: string): readonly string[] {
  const children = childrenOf(node)
  if (node.nodeName === name) {
    return [children.map((child) => ('value' in child ? child.value : '')).join('')]
  }
  return children.flatMap((child) => textsOf(child, name))
}

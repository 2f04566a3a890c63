import { describe, expect, test } from '@jest/globals'
import { makeJoinedAnnotations } from '../../src/report/annotations.ts'
import { renderCsv, renderJoinedCsv } from '../../src/report/csv.ts'
import { renderJoinedJson } from '../../src/report/joined-json.ts'
import { renderJoinedMarkdown } from '../../src/report/joined-markdown.ts'
import { renderJson } from '../../src/report/json.ts'
import { renderJoinedLog, renderLog } from '../../src/report/log.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { makeJoinedOutputs, makeOutputs } from '../../src/report/outputs.ts'
import { alone, type Joined } from '../../src/verdict/joined.ts'
import { expectGolden } from '../golden.ts'
import { makeResult } from './results.ts'
import { joined, makeMany, makeSetup, makeSix } from './setups.ts'

const TWO = ['disk', 's3'].map((label, i) => makeSetup(label, 1 + i / 4))
const SLOW = makeSetup('s3', 5)
const HOSTILE = '</summary>|`@everyone` [x](http://evil) <img src=x>\n::error::'

const goldens: readonly (readonly [string, () => Joined])[] = [
  ['two-setups-pass', () => joined(TWO)],
  ['two-setups-one-fails', () => joined([...TWO.slice(0, 1), SLOW])],
  ['six-setups', () => joined(makeSix())],
  [
    'three-setups-one-not-measured',
    () =>
      joined(
        [...TWO, makeSetup('zip', 1, { failures: ['the run was cancelled'], starts: [] })],
        ['legs/broken/report.json is no JSON'],
        ['A note on all of them.'],
      ),
  ],
  ['twelve-setups', () => makeMany(12, {})],
  [
    'setups-near-the-size-limit',
    () => makeMany(30, { notes: ['The load ended early: max-cost ($5.00) was reached.'] }),
  ],
]

test.each(goldens)('the report on several setups: %s', (name, make) => {
  expectGolden(`joined-${name}.md`, renderJoinedMarkdown(make()))
})

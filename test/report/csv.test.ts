import { expect, test } from '@jest/globals'
import { renderCsv } from '../../src/report/csv.ts'
import type { Start } from '../../src/starts/start.ts'
import { makeStart } from '../verdict/runs.ts'

const HEADER =
  'requestId,side,step,round,wave,class,environment,sentAt,clientDelay,latency,init,initKind,initCensored,duration,overhead,billed,maxMemory,memorySize,censored,error'

/** The one row of one start. */
function row(changed: Partial<Start>): string {
  const [header, ...rows] = renderCsv([makeStart('cold', changed)]).split('\n')
  expect(header).toBe(HEADER)
  return rows.join('\n')
}

test('one row per start, numbers plain, nothing empty that is there', () => {
  expect(row({})).toBe(
    'r-1,candidate,0,,settled,cold,2026/11/22/[$LATEST]0a1b,1795000000000,0.4,2000,1200,init,false,500,300,1700,512,1024,false,\n',
  )
})

test('without a start there is still a header', () => {
  expect(renderCsv([])).toBe(`${HEADER}\n`)
})

test('what does not exist is empty, never 0', () => {
  const nothing = { init: null, duration: null, overhead: null, billed: null }
  expect(row({ ...nothing, maxMemory: null, memorySize: null })).toContain(
    ',2000,,init,false,,,,,,false,',
  )
})

test('a negative number stays a number', () => {
  expect(row({ overhead: -1.5 })).toContain(',500,-1.5,1700,')
})

const texts: readonly (readonly [string, string, string])[] = [
  ['a comma', 'a,b', '"a,b"'],
  ['a quote', 'say "hi"', '"say ""hi"""'],
  ['a line break', 'a\nb', '"a\nb"'],
  ['a formula', '=HYPERLINK(1)', "'=HYPERLINK(1)"],
  ['a formula by plus', '+1', "'+1"],
  ['a formula by minus', '-1+1|cmd', "'-1+1|cmd"],
  ['a formula by at', '@SUM(A1)', "'@SUM(A1)"],
  ['a formula after a tab', '\t=1', "'\t'=1"],
  ['a formula after spaces that nobody sees', '\u00a0\u200b=1', "'\u00a0\u200b=1"],
  ['a formula in the letters of East Asia', '＝1', "'＝1"],
  ['a formula where semicolons separate cells', 'a;=1', "a;'=1"],
  ['a quoted formula there', 'a;"=1', '"a;\'""=1"'],
  ['a formula on a line of its own', 'a\n=1', `"a\n'=1"`],
  ['half a surrogate pair', '\ud800', '\ufffd'],
  ['a formula in quotes', '=A1,"x"', `"'=A1,""x"""`],
  ['an ordinary error', 'Runtime.ExitError', 'Runtime.ExitError'],
]
test.each(texts)('an error text with %s', (_, error, cell) => {
  expect(row({ error }).endsWith(`,false,${cell}\n`)).toBe(true)
})

import { formatBounds, formatFigure, isNotCompared } from '../report/rules.ts'
import { formatCount, formatThousands } from '../units.ts'
import type { Check } from '../verdict/check.ts'
import type { Result } from '../verdict/result.ts'
import { html, type Markup, NOTHING } from './markup.ts'

/**
 * Every rule with what it came to. A phone shows each row as a block, for which a table would lose
 * its meaning to a screen reader, so the roles are spelled out.
 */
export function renderRules({ checks, verdict, effort }: Result): Markup {
  if (checks.length === 0) return html`<p>There are no rules: this run only reports.</p>`
  const caveat =
    verdict.kind === 'error'
      ? html`<p class="caveat">The measurement is not complete, so none of these results counts.</p>`
      : NOTHING
  const titles = ['result', 'rule', 'observed', 'bounds', 'why']
  const head = titles.map((title) => html`<th scope="col" role="columnheader">${title}</th>`)
  return html`${caveat}<table class="rules" role="table" aria-label="Rules">
<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">${checks.map((check) => renderCheck(check, effort?.of))}</tbody>
</table>`
}

function renderCheck(check: Check, of: number | undefined): Markup {
  const { rule, reason, decidedAfter } = check
  const { kind, word } = resultOf(check)
  const after =
    decidedAfter === null || of === undefined
      ? NOTHING
      : html` <span class="quiet">(after ${formatThousands(decidedAfter)} of ${formatCount(of, 'round')})</span>`
  const severity = rule.severity === 'warn' ? html` <span class="quiet">warns only</span>` : NOTHING
  return html`<tr role="row">
<td role="cell"><span class="badge ${kind}">${word}</span>${severity}</td>
<th role="rowheader" scope="row"><code>${rule.text}</code></th>
<td role="cell" class="figure"><span class="field" aria-hidden="true">observed</span> ${formatFigure(check)}</td>
<td role="cell" class="figure"><span class="field" aria-hidden="true">bounds</span> ${formatBounds(check)}</td>
<td role="cell">${reason}${after}</td>
</tr>
`
}

function resultOf(check: Check): { readonly kind: string; readonly word: string } {
  if (isNotCompared(check)) return { kind: 'inconclusive', word: 'not compared' }
  if (check.result === 'fail' && check.rule.severity === 'warn') {
    return { kind: 'warn', word: 'broken' }
  }
  return { kind: check.result, word: WORDS[check.result] }
}

const WORDS: Readonly<Record<Check['result'], string>> = {
  pass: 'pass',
  fail: 'fail',
  inconclusive: 'open',
}

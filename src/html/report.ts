import { type Joined, onlyOf } from '../verdict/joined.ts'
import type { Result } from '../verdict/result.ts'
import { renderCharts } from './charts.ts'
import { MOST_DOTS } from './choose.ts'
import { type Figures, makeFigures } from './figures.ts'
import {
  renderKeyFigures,
  renderOwnVerdict,
  renderSubject,
  renderSum,
  renderVerdict,
  VERDICT_WORDS,
} from './head.ts'
import { renderCounts, renderDifferences, renderHow, renderNotes } from './how.ts'
import { renderImports } from './imports.ts'
import { embedJson, heading, html, type Markup, NOTHING } from './markup.ts'
import { renderRules } from './rules.ts'
import { renderSetupsTable, renderStarts } from './starts.ts'

/** The page's own script and style, which are the same for every report. */
export type PageParts = {
  readonly script: string
  readonly style: string
  /** "sha256-…", as a Content-Security-Policy names them. */
  readonly scriptHash: string
  readonly styleHash: string
}

/**
 * `report.html`: one file that opens from disk and asks nobody for anything. All text is there without
 * the script, which draws the charts; all that came from elsewhere is escaped.
 */
export function renderHtml(joined: Joined, page: PageParts): string {
  const { verdict } = joined
  const single = onlyOf(joined)
  const results = single === undefined ? joined.setups : [single]
  const shared = single === undefined ? notesOfAll(joined) : []
  const mostDots = Math.floor(MOST_DOTS / results.length)
  const figures = results.map((result) => makeFigures(result, mostDots))
  const names = results.map(({ label }) => label).join(', ')
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(page)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${VERDICT_WORDS[verdict.kind]}: ${names} – cold start report</title>
<style>${{ markup: page.style }}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header class="top"><p class="brand">Lambda Cold Start Gate</p><button type="button" id="theme" hidden>Theme: auto</button></header>
<main id="main" tabindex="-1">
${renderVerdict(verdict)}
${single === undefined ? renderSetups(results, shared) : NOTHING}
${results.map((result, i) => renderSetup(result, figures[i], i, single !== undefined, shared))}
</main>
<footer><p>All times are milliseconds or seconds as the client and CloudWatch Logs told them. The same figures are in <code>report.json</code>, every start is in <code>starts.csv</code>. Charts drawn by Chart.js (MIT licence).</p></footer>
<noscript><p>The charts need the script that is part of this file. Their tables are there without it.</p></noscript>
<script type="application/json" id="data">${embedJson(figures)}</script>
<script>${{ markup: page.script }}</script>
</body>
</html>
`
  return document.markup
}

/**
 * Nothing but the two parts that are known: no network, no frames, no forms; and the script can make
 * no markup out of text, where a browser knows Trusted Types.
 */
function policyOf({ scriptHash, styleHash }: PageParts): string {
  return `default-src 'none'; script-src '${scriptHash}'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'`
}

/** Of the whole report, and those that every setup has. */
function notesOfAll({ notes, setups }: Joined): readonly string[] {
  const [first, ...others] = setups
  const common = first.notes.filter((note) => others.every((one) => one.notes.includes(note)))
  return [...new Set([...notes, ...common])]
}

/** The study's table: setups beside each other. */
function renderSetups(results: readonly Result[], notes: readonly string[]): Markup {
  const links = results.map(({ label, verdict: { kind } }, i) => {
    const badge =
      kind === 'pass' ? NOTHING : html` <span class="badge ${kind}">${VERDICT_WORDS[kind]}</span>`
    return html`<li><a href="#setup-${i}">${label}${badge}</a></li>`
  })
  return html`${renderSum(results)}
${renderNotes({ notes, unreadable: [] })}
<nav aria-label="Setups"><ul class="setups">${links}</ul></nav>
<section aria-labelledby="setups"><h2 id="setups">Setups</h2>${renderSetupsTable(results)}</section>`
}

function renderSetup(
  result: Result,
  figures: Figures | undefined,
  setup: number,
  isSingle: boolean,
  told: readonly string[],
): Markup {
  if (figures === undefined) return NOTHING
  const id = (name: string): string => `${name}-${setup}`
  const section = (name: string, title: string, content: Markup): Markup =>
    content === NOTHING
      ? NOTHING
      : html`<section aria-labelledby="${isSingle ? '' : `${id('name')} `}${id(name)}">${heading(isSingle ? 2 : 3, id(name), title)}
${content}</section>
`
  const own = isSingle ? NOTHING : renderOwnVerdict(result.verdict)
  const head = isSingle ? NOTHING : heading(2, id('name'), result.label)
  return html`<div class="setup" id="${id('setup')}">
${head}${own}${isSingle || result.facts !== undefined ? renderSubject(result) : NOTHING}
${renderKeyFigures(result)}
${renderNotes(result, told)}
${section('rules', 'Rules', renderRules(result))}
${section('charts', 'Charts', renderCharts(figures, result, setup, isSingle ? 3 : 4))}
${section('starts', 'Starts by class', renderStarts(result))}
${section('imports', 'Imports', renderImports(result, setup, isSingle ? 3 : 4))}
${section('requests', 'Every request', renderRequests(figures, setup))}
${section('differences', 'What changed', renderDifferences(result))}
${section('counts', 'Counts', renderCounts(result))}
${section('how', 'How it was measured', renderHow(result))}
</div>`
}

/** The script fills it in: thousands of rows would double the file. */
function renderRequests({ total, consoles }: Figures, setup: number): Markup {
  if (total === 0) return NOTHING
  const links = consoles.candidate === null ? '' : ', with links to their log streams'
  return html`<details class="requests" data-setup="${setup}"><summary>Table of requests${links}</summary></details>`
}

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import type { BrowserContext } from 'playwright-core'
import { renderHtml } from '../src/html/report.ts'
import { findChromium, openChromium } from '../test/html/chromium.ts'
import { makeFresh } from '../test/html/reports.ts'
import { buildPage } from './page.ts'

/** The README's pictures of the comment and of the report, taken by a browser from what the code writes. */
const FOLDER = 'docs/images'
const COMMENT = 'test/golden/readme-comment.md'

/** As GitHub shows a comment, nearly enough for a picture. */
const STYLE = `
  body { margin: 0; padding: 16px; font: 14px/1.5 system-ui, sans-serif; color: #1f2328; background: #fff }
  h3 { margin: 0 0 12px; font-size: 17.5px } p, table, details { margin: 0 0 12px }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums }
  th, td { padding: 5px 11px; border: 1px solid #d1d9e0 } tr:nth-child(2n) { background: #f6f8fa }
  code { padding: 2px 5px; border-radius: 6px; font: 12px ui-monospace, monospace; background: #818b981f }
  @media (prefers-color-scheme: dark) {
    body { color: #f0f6fc; background: #0d1117 } th, td { border-color: #3d444d }
    tr:nth-child(2n) { background: #151b23 } code { background: #656c7633 }
  }`

async function main(executablePath: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  const comment = readFileSync(COMMENT, 'utf8')
  const body = micromark(comment, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })
  const page = renderHtml(await makeFresh(), await buildPage())
  const { context, close } = await openChromium(executablePath)
  const head =
    '<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
  await take(context, 'comment', `${head}<style>${STYLE}</style>${body}`, {
    width: 1120,
    height: 0,
  })
  await take(context, 'report', page, { width: 1400, height: 1500 })
  await close()
  writeFileSync(`${FOLDER}/made-from.txt`, `${hashOf(comment)}  ${COMMENT}\n`)
}

/** @param height 0 for the whole page. */
async function take(
  context: BrowserContext,
  name: string,
  html: string,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<void> {
  const path = resolve(FOLDER, `${name}.html`)
  writeFileSync(path, html)
  for (const theme of ['light', 'dark'] as const) {
    const tab = await context.newPage()
    await tab.emulateMedia({ colorScheme: theme })
    await tab.setViewportSize({ width, height: height || 400 })
    await tab.goto(pathToFileURL(path).href)
    if (name === 'report') await tab.waitForSelector('html[data-drawn]')
    await tab.screenshot({ path: `${FOLDER}/${name}-${theme}.png`, fullPage: height === 0 })
    await tab.close()
  }
  rmSync(path)
}

/** As `sha256sum` prints it. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

const chromium = findChromium()
if (chromium === undefined) {
  console.error('The pictures need a Chromium on the path or at CHROME_PATH; there is none.')
  process.exitCode = 1
} else {
  await main(chromium)
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { buildPage } from '../../scripts/page.ts'
import { renderHtml } from '../../src/html/report.ts'
import type { Joined } from '../../src/verdict/joined.ts'
import { openChromium } from './chromium.ts'

export type Look = { readonly theme: 'light' | 'dark'; readonly width: number }

/** A report that a browser shows. */
export type Opened = {
  readonly tab: Page
  /** Whatever the console said, and all that was asked for besides the page: both must stay empty. */
  readonly troubles: readonly string[]
  readonly look: (look: Look) => Promise<void>
}

/** A browser that opens reports from disk, as someone does who downloaded one. */
export async function makeReader(executablePath: string): Promise<{
  readonly open: (report: Joined) => Promise<Opened>
  readonly close: () => Promise<void>
}> {
  const folder = mkdtempSync(join(tmpdir(), 'report-html-'))
  const page = await buildPage()
  const { context, close } = await openChromium(executablePath)
  let opened = 0
  return {
    open: async (report) => {
      opened += 1
      const path = join(folder, `report-${opened}.html`)
      writeFileSync(path, renderHtml(report, page))
      const url = pathToFileURL(path).href
      const tab = await context.newPage()
      const troubles: string[] = []
      tab.on('console', (message) => troubles.push(`${message.type()}: ${message.text()}`))
      tab.on('pageerror', ({ message }) => troubles.push(message))
      tab.on('request', (request) => {
        if (request.url() !== url) troubles.push(`asked for ${request.url()}`)
      })
      const look = async ({ theme, width }: Look): Promise<void> => {
        await tab.emulateMedia({ colorScheme: theme })
        await tab.setViewportSize({ width, height: 900 })
      }
      await look({ theme: 'light', width: 1400 })
      await tab.goto(url)
      await tab.waitForSelector('html[data-drawn]')
      return { tab, troubles, look }
    },
    close: async () => {
      await close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Rules of axe-core that the page breaks, with everything unfolded; folds it again.
 *
 * The page's policy lets no other script in; the debugger's way in is not under it.
 */
export async function findBarriers(tab: Page): Promise<readonly string[]> {
  await tab.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true
  })
  const require = createRequire(import.meta.url)
  const { source }: { readonly source: string } = require('axe-core')
  await tab.evaluate(source)
  return await tab.evaluate(async () => {
    type Violation = { readonly id: string; readonly nodes: readonly { readonly html: string }[] }
    const { axe } = globalThis as unknown as {
      readonly axe: {
        run: (options: object) => Promise<{ readonly violations: readonly Violation[] }>
      }
    }
    const { violations } = await axe.run({ resultTypes: ['violations'], preload: false })
    for (const details of document.querySelectorAll('details')) details.open = false
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  })
}

/** Of each canvas, how many pixels are not empty. */
export async function countInk(tab: Page): Promise<readonly number[]> {
  return await tab.evaluate(() =>
    [...document.querySelectorAll('canvas')].map((canvas) => {
      // Of a copy, for the browser complains of canvases that are read.
      const { width, height } = canvas
      const copy = new OffscreenCanvas(width, height).getContext('2d')
      copy?.drawImage(canvas, 0, 0)
      const pixels = copy?.getImageData(0, 0, width, height).data ?? []
      let inked = 0
      for (let i = 3; i < pixels.length; i += 4) if (pixels[i] !== 0) inked += 1
      return inked
    }),
  )
}

import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { HtmlReport } from '../../src/html/report.ts'
import { renderJson } from '../../src/report/json.ts'
import { type Result, startsOfBothSides } from '../../src/verdict/result.ts'
import { findChromium } from './chromium.ts'
import { countInk, findBarriers, type Look, makeReader, type Opened } from './opened.ts'
import {
  makeCut,
  makeFresh,
  makeHostile,
  makeMatrix,
  makeNoisy,
  makeNothing,
  makePassing,
  makeSlower,
  makeStopped,
} from './reports.ts'

jest.setTimeout(60_000)

const chromium = findChromium()
const inBrowser = chromium === undefined ? describe.skip : describe
if (chromium === undefined) {
  console.warn('report.html is not tried in a browser: no Chromium on the path, nor at CHROME_PATH')
}

const LOOKS: readonly Look[] = [
  { theme: 'light', width: 400 },
  { theme: 'dark', width: 400 },
  { theme: 'dark', width: 1400 },
  { theme: 'light', width: 1400 },
]

inBrowser('report.html in a browser', () => {
  let reader: Awaited<ReturnType<typeof makeReader>>
  beforeAll(async () => {
    reader = await makeReader(chromium ?? '')
  })
  afterAll(async () => await reader.close())

  async function withOpened(
    report: HtmlReport,
    examine: (opened: Opened) => Promise<void>,
  ): Promise<void> {
    const opened = await reader.open(report)
    await examine(opened)
    expect(opened.troubles).toEqual([])
    await opened.tab.close()
  }

  const REPORTS: readonly (readonly [string, () => HtmlReport | Promise<HtmlReport>])[] = [
    ['a fresh image', makeFresh],
    ['a slower deployment', makeSlower],
    ['noise', makeNoisy],
    ['a pass', makePassing],
    ['a cancelled run', makeStopped],
    ['starts at a time limit', makeCut],
    ['nothing measured', makeNothing],
    ['two setups', makeMatrix],
    ['hostile texts', makeHostile],
  ]

  test.each(REPORTS)(
    '%s: draws every chart in both themes, fits a phone, has no barrier, asks nobody for anything',
    async (_, make) => {
      await withOpened(await make(), async ({ tab, look }) => {
        const charts = await tab.locator('.chart').count()
        for (const one of LOOKS) {
          await look(one)
          const drawn = await tab.evaluate(() => Number(document.documentElement.dataset.drawn))
          expect(drawn).toBe(charts)
          expect(Math.min(Infinity, ...(await countInk(tab)))).toBeGreaterThan(500)
          const width = await tab.evaluate(() => document.documentElement.scrollWidth)
          expect(width).toBeLessThanOrEqual(one.width)
        }
        expect(await findBarriers(tab)).toEqual([])
        await look({ theme: 'dark', width: 400 })
        expect(await findBarriers(tab)).toEqual([])
      })
    },
  )

  test.each([
    ['a fresh image', makeFresh],
    ['a slower deployment', makeSlower],
    ['starts at a time limit', makeCut],
  ] as const)(
    '%s: every figure of report.json is in the tables as it is there',
    async (_, make) => {
      const report = await make()
      const json = JSON.parse(renderJson(onlyOf(report)))
      await withOpened(report, async ({ tab }) => {
        const shown = Object.fromEntries(
          await tab
            .locator('[data-figure]')
            .evaluateAll((cells) =>
              cells.map((cell) => [cell.getAttribute('data-figure'), cell.textContent]),
            ),
        )
        expect(shown).toEqual(figuresOf(json))
      })
    },
  )

  test('a dot for each start, with the times that report.json has', async () => {
    const report = await makeSlower()
    const { starts } = JSON.parse(renderJson(onlyOf(report)))
    await withOpened(report, async ({ tab }) => {
      const slider = tab.locator('.chart.time canvas')
      expect(await slider.getAttribute('aria-valuemax')).toBe(String(starts.length))
      await tab.locator('.requests summary').click()
      const ids: string[] = []
      const latencies: string[] = []
      while (true) {
        ids.push(...(await tab.locator('.requests tbody td:nth-child(8)').allTextContents()))
        latencies.push(...(await tab.locator('.requests tbody td:nth-child(4)').allTextContents()))
        const further = tab.getByRole('button', { name: 'Further rows' })
        if (await further.isDisabled()) break
        await further.click()
      }
      type Told = { readonly requestId: string; readonly latency: number }
      expect(ids).toEqual(starts.map(({ requestId }: Told) => requestId))
      expect(latencies).toEqual(starts.map(({ latency }: Told) => whole(latency)))
    })
  })

  test('keys step through the dots in the order of sending, Enter leads to the log stream', async () => {
    const report = await makeFresh()
    const [first, second] = startsOfBothSides(onlyOf(report))
    await withOpened(report, async ({ tab }) => {
      const slider = tab.locator('.chart.time canvas')
      await slider.focus()
      await tab.keyboard.press('Home')
      expect(await slider.getAttribute('aria-valuetext')).toContain(first?.requestId)
      await tab.keyboard.press('ArrowRight')
      expect(await slider.getAttribute('aria-valuetext')).toContain(second?.requestId)
      expect(await slider.getAttribute('aria-valuenow')).toBe('2')
      const card = tab.locator('.chart.time .card')
      expect(await card.textContent()).toContain(second?.environment)
      await tab.keyboard.press('Enter')
      const link = tab.locator(':focus')
      expect(await link.getAttribute('href')).toBe(
        `https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fcensus-gbm/log-events/${second?.environment.replaceAll('/', '$252F').replace('[$LATEST]', '$255B$2524LATEST$255D')}`,
      )
      await tab.keyboard.press('Escape')
      expect(await card.isVisible()).toBe(false)
      expect(await slider.evaluate((canvas) => canvas === document.activeElement)).toBe(true)
    })
  })

  test('each chart is reached by Tab and steps through all it has', async () => {
    await withOpened(await makeSlower(), async ({ tab }) => {
      for (const slider of await tab.locator('canvas').all()) {
        await slider.focus()
        await tab.keyboard.press('End')
        const last = await slider.getAttribute('aria-valuemax')
        expect(await slider.getAttribute('aria-valuenow')).toBe(last)
        await tab.keyboard.press('Home')
        expect(await slider.getAttribute('aria-valuenow')).toBe('1')
      }
    })
  })

  test('the mouse shows what it is over, and a click keeps it', async () => {
    await withOpened(await makeFresh(), async ({ tab }) => {
      const bars = tab.locator('.chart.bars canvas')
      const card = tab.locator('.chart.bars .card')
      await bars.hover({ position: { x: 300, y: 150 } })
      expect(await card.textContent()).toMatch(/overhead \+ .* init \+ .* duration/)
      await bars.click({ position: { x: 300, y: 150 } })
      await tab.mouse.move(5, 5)
      expect(await card.getByRole('link').isVisible()).toBe(true)
      await card.getByRole('button', { name: 'Close' }).click()
      expect(await card.isVisible()).toBe(false)
    })
  })

  test('the theme button turns light and dark, and series can be hidden', async () => {
    await withOpened(await makeFresh(), async ({ tab }) => {
      const ground = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor)
      const light = await ground()
      const slider = tab.locator('.chart.time canvas')
      const drawn = () => slider.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())
      const drawnLight = await drawn()
      const button = tab.getByRole('button', { name: /^Theme/ })
      await button.click()
      expect(await ground()).toBe(light)
      await button.click()
      expect(await button.textContent()).toBe('Theme: dark')
      expect(await ground()).not.toBe(light)
      expect(await drawn()).not.toBe(drawnLight)
      const all = Number(await slider.getAttribute('aria-valuemax'))
      await tab.getByRole('button', { name: 'warm' }).click()
      expect(Number(await slider.getAttribute('aria-valuemax'))).toBe(all - 190)
    })
  })
})

function onlyOf({ results }: HtmlReport): Result {
  const [only] = results
  if (only === undefined) throw new Error('a report without a result')
  return only
}

type Json = ReturnType<typeof JSON.parse>

/** What the page has to show, by the path of each figure. */
function figuresOf({ classes, baseline, counts, gaveUp }: Json): Record<string, string> {
  const shown: Record<string, string> = {}
  for (const [name, value] of Object.entries(counts))
    shown[`counts ${name}`] = whole(value as number)
  const sides = { candidate: classes, ...(baseline === null ? {} : { baseline: baseline.classes }) }
  for (const [side, own] of Object.entries<Json>(sides)) {
    for (const [name, summary] of Object.entries<Json>(own)) {
      for (const measure of ['latency', 'init', 'duration', 'overhead']) {
        const { n, atLeast, ...figures } = summary[measure]
        if (n === 0) continue
        shown[`${side} ${name} ${measure} n`] = whole(n)
        for (const [stat, value] of Object.entries(figures)) {
          shown[`${side} ${name} ${measure} ${stat}`] = atLeast.includes(stat)
            ? stat === 'mean'
              ? '–'
              : `≥ ${whole(value as number)}`
            : whole(value as number)
        }
      }
    }
  }
  expect(gaveUp).toEqual([])
  return shown
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

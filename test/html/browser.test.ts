import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { renderJson } from '../../src/report/json.ts'
import type { Joined } from '../../src/verdict/joined.ts'
import { startsOfBothSides } from '../../src/verdict/result.ts'
import { joined, makeSetup } from '../report/setups.ts'
import { findChromium } from './chromium.ts'
import { countInk, findBarriers, type Look, makeReader, type Opened } from './opened.ts'
import {
  makeCut,
  makeFresh,
  makeHostile,
  makeLogOnly,
  makeMatrix,
  makeNoisy,
  makeNothing,
  makeProfiled,
  makeSlower,
  makeStudy,
} from './reports.ts'
import { whole } from './told.ts'

jest.setTimeout(60_000)

const chromium = findChromium()
const inBrowser = chromium === undefined ? describe.skip : describe
if (chromium === undefined) {
  console.warn('report.html is not tried in a browser: no Chromium on the path, nor at CHROME_PATH')
}

const REPORTS = {
  'a fresh image': makeFresh,
  'a slower deployment': makeSlower,
  'imports of both sides': makeProfiled,
  noise: makeNoisy,
  'starts at a time limit': makeCut,
  'nothing measured': makeNothing,
  'two setups': makeMatrix,
  'hostile texts': makeHostile,
  'six imported setups': makeStudy,
  'an imported log': makeLogOnly,
} as const satisfies Readonly<Record<string, () => Joined | Promise<Joined>>>
type Name = keyof typeof REPORTS

const LOOKS: readonly Look[] = [
  { theme: 'dark', width: 400 },
  { theme: 'light', width: 1400 },
]

/** As printing does. */
async function drawAll({ tab }: Opened): Promise<void> {
  await tab.evaluate(() => dispatchEvent(new Event('beforeprint')))
}

inBrowser('report.html in a browser', () => {
  let reader: Awaited<ReturnType<typeof makeReader>>
  // Each report is made and opened once; a test leaves it as it found it.
  const shown = new Map<Name, { readonly joined: Joined; readonly opened: Opened }>()
  beforeAll(async () => {
    reader = await makeReader(chromium ?? '')
  })
  afterAll(async () => await reader.close())

  async function withOpened(
    name: Name,
    examine: (opened: Opened, joined: Joined) => Promise<void>,
  ): Promise<void> {
    let one = shown.get(name)
    if (one === undefined) {
      const joined = await REPORTS[name]()
      one = { joined, opened: await reader.open(joined) }
      await drawAll(one.opened)
      shown.set(name, one)
    }
    await one.opened.tab.bringToFront()
    await examine(one.opened, one.joined)
    expect(one.opened.troubles).toEqual([])
  }

  test('of many setups a chart is drawn when it comes into view, has the focus, or is printed', async () => {
    const setups = Array.from({ length: 12 }, (_, i) => makeSetup(`setup-${i}`, 1))
    const opened = await reader.open(joined(setups))
    const { tab } = opened
    const drawn = () => tab.evaluate(() => Number(document.documentElement.dataset.drawn))
    const sliders = tab.locator('.chart canvas')
    const stopsOf = (i: number) => sliders.nth(i).getAttribute('aria-valuemax')
    const charts = await sliders.count()
    expect(charts).toBeGreaterThan(40)
    await tab.evaluate(() => new Promise((done) => setTimeout(done, 300)))
    expect(await drawn()).toBeLessThan(10)
    expect(await stopsOf(charts - 1)).toBe('1')
    expect(await findBarriers(tab)).toEqual([])

    await sliders.nth(charts - 1).scrollIntoViewIfNeeded()
    await tab.waitForFunction(
      () => [...document.querySelectorAll('canvas')].at(-1)?.ariaValueMax !== '1',
    )
    expect((await countInk(tab)).at(-1)).toBeGreaterThan(500)
    expect(await drawn()).toBeLessThan(20)

    expect(await stopsOf(24)).toBe('1')
    await sliders.nth(24).evaluate((canvas) => canvas.focus({ preventScroll: true }))
    expect(Number(await stopsOf(24))).toBeGreaterThan(1)

    await drawAll(opened)
    expect(await drawn()).toBe(charts)
    expect(Math.min(...(await countInk(tab)))).toBeGreaterThan(500)
    expect(opened.troubles).toEqual([])
    await tab.close()
  })

  // "two setups" has the fresh image's charts.
  test.each((Object.keys(REPORTS) as readonly Name[]).filter((name) => name !== 'a fresh image'))(
    '%s: draws every chart in both themes, fits a phone, has no barrier, asks nobody for anything',
    async (name) => {
      await withOpened(name, async ({ tab, look }) => {
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
      })
    },
  )

  test('in the other theme, on a phone, there is no barrier either', async () => {
    await withOpened('two setups', async ({ tab, look }) => {
      await look({ theme: 'dark', width: 400 })
      expect(await findBarriers(tab)).toEqual([])
      await look({ theme: 'light', width: 1400 })
    })
  })

  test('a dot for each start, with the times that report.json has', async () => {
    await withOpened('a slower deployment', async ({ tab }, { setups: [setup] }) => {
      const { starts } = JSON.parse(renderJson(setup))
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
    await withOpened('a fresh image', async ({ tab }, { setups: [setup] }) => {
      const [first, second] = startsOfBothSides(setup)
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
        `https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fcensus-gbm/log-events/${second?.environment?.replaceAll('/', '$252F').replace('[$LATEST]', '$255B$2524LATEST$255D')}`,
      )
      await tab.keyboard.press('Escape')
      expect(await card.isVisible()).toBe(false)
      expect(await slider.evaluate((canvas) => canvas === document.activeElement)).toBe(true)
    })
  })

  test('keys step through a tree of imports, Enter and a click look closer, Escape goes back', async () => {
    await withOpened('imports of both sides', async ({ tab, look }) => {
      await look({ theme: 'light', width: 1400 })
      const tree = tab.locator('.icicle').first()
      const told = () => tree.getAttribute('aria-valuetext')
      const bar = tree.locator('> .bar[data-name="sklearn.ensemble"]')
      const width = async () => (await bar.boundingBox())?.width ?? 0
      await tree.focus()
      while (!(await told())?.startsWith('sklearn.ensemble: '))
        await tab.keyboard.press('ArrowRight')
      expect(await told()).toMatch(
        /^sklearn.ensemble: 2.37 s, 0.6 ms of it its own, init, slower than the baseline$/,
      )
      expect(await tab.locator('.told').textContent()).toBe(await told())
      await tab.keyboard.press('ArrowDown')
      expect(await told()).toMatch(/^sklearn: /)
      await tab.keyboard.press('ArrowUp')
      const whole = (await tree.boundingBox())?.width ?? 0
      const before = await width()
      expect(before).toBeLessThan(whole)
      await tab.keyboard.press('Enter')
      expect(Math.abs((await width()) - whole)).toBeLessThan(3)
      await tab.keyboard.press('Escape')
      expect(Math.abs((await width()) - before)).toBeLessThan(3)
      await bar.click({ position: { x: 20, y: 10 } })
      expect(Math.abs((await width()) - whole)).toBeLessThan(3)
      await bar.click({ position: { x: 20, y: 10 } })
      expect(Math.abs((await width()) - before)).toBeLessThan(3)
    })
  })

  test('what nobody knows of an imported start is said to be unknown', async () => {
    await withOpened('an imported log', async ({ tab }) => {
      const slider = tab.locator('.chart.bars canvas')
      await slider.focus()
      await tab.keyboard.press('Home')
      const text = await slider.getAttribute('aria-valuetext')
      expect(text).toContain('latency unknown = overhead unknown + 4.10 s init + 70 ms duration')
      expect(await tab.locator('.chart.bars .legend').textContent()).toBe('initduration')
      await tab.locator('.requests summary').click()
      const row = await tab.locator('.requests tbody tr').first().locator('td').allTextContents()
      expect(row.slice(0, 7)).toEqual(['0.0', 'cold', 'candidate', '–', '–', '5,312', '88'])
    })
    await withOpened('six imported setups', async ({ tab }) => {
      const slider = tab.locator('.chart.bars canvas').first()
      await slider.focus()
      await tab.keyboard.press('Home')
      expect(await slider.getAttribute('aria-valuetext')).toMatch(/latency [\d.]+ s, not divided/)
      expect(await tab.locator('.chart.bars .legend').first().textContent()).toBe('not divided')
    })
  })

  test('each chart is reached by Tab and steps through all it has', async () => {
    await withOpened('a slower deployment', async ({ tab }) => {
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
    await withOpened('a fresh image', async ({ tab }) => {
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
    await withOpened('a fresh image', async ({ tab }) => {
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
      await tab.getByRole('button', { name: 'warm' }).click()
      await button.click()
      expect(await button.textContent()).toBe('Theme: auto')
      expect(await drawn()).toBe(drawnLight)
    })
  })
})

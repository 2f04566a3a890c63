import { describe, expect, test } from '@jest/globals'
import { escapeHtml } from '../../src/html/markup.ts'
import type { Joined } from '../../src/verdict/joined.ts'
import { makeCut, makeFresh, makeImported, makeLogOnly, makeSlower, makeStudy } from './reports.ts'
import { pageOf, shownIn, toldBy } from './told.ts'

const RULES = 'cold.latency.p95 <= 6s\ncold.init.p95 <= 6s\nerrors.count <= 0'
const FILES = [
  'locust/DOCKER_DISK_v1_locust_logs.txt',
  'locust/requests.csv',
  'locust/DOCKER_DISK_v1_stats.csv',
  'locust/DOCKER_DISK_v1_stats_history.csv',
  'k6/k6.json',
  'k6/k6.csv',
  'k6/k6-summary-export.json',
  'k6/k6-handle-summary.json',
  'artillery/artillery.json',
  'cloudwatch/filter.json',
  'cloudwatch/insights-fields.csv',
  'cloudwatch/messages.txt',
  'cloudwatch/json-format.jsonl',
]
const ALL: readonly (readonly [string, () => Joined | Promise<Joined>])[] = [
  ['a measured run', makeFresh],
  ['a comparison', makeSlower],
  ['starts at a time limit', makeCut],
  ['six setups', makeStudy],
  ['all kinds of files at once', () => makeImported(FILES, RULES)],
  ...FILES.map((path) => [path, () => makeImported([path], RULES)] as const),
]

const SETUP = '<div class="setup"'

describe.each(ALL)('the page of %s', (_, make) => {
  test('has every figure of report.json as it is there', async () => {
    const joined = await make()
    expect(shownIn(pageOf(joined))).toEqual(toldBy(joined))
  })

  test('tells what is unknown in words or with a dash', async () => {
    const text = pageOf(await make()).replace(/<script[\s\S]*?<\/script>/g, '')
    expect(text).not.toMatch(/\bnull\b|NaN|undefined|Infinity/)
  })

  test('has all notes', async () => {
    const joined = await make()
    const text = pageOf(joined)
    const notes = [...joined.notes, ...joined.setups.flatMap((setup) => setup.notes)]
    for (const note of notes) expect(text).toContain(`<li>${escapeHtml(note)}</li>`)
  })
})

test('a log has no chart of response times, but of what it knows', () => {
  const text = pageOf(makeLogOnly())
  expect(chartsOf(text)).toEqual(['bars', 'curves', 'histogram', 'histogram'])
  expect(text).toContain('so there is no chart of response times over time')
  expect(text).toContain('A log does not tell the overhead')
  expect(text).toContain('How many starts had which init.')
  expect(text).toContain('cold init p95')
  expect(text).toContain('cost unknown')
  expect(text).toContain('Latency: unknown')
  expect(text).not.toMatch(/No start was measured|Latency in ms/)
})

test('client times alone are drawn, and are not divided', () => {
  const text = pageOf(makeImported(['locust/requests.csv']))
  expect(chartsOf(text)).toEqual(['time', 'bars', 'curves', 'histogram', 'histogram'])
  expect(text).toContain('latency, not divided')
})

test('a tool’s own figures have a row, no chart, and the reason', () => {
  const text = pageOf(makeImported(['locust/DOCKER_DISK_v1_stats.csv']))
  expect(chartsOf(text)).toEqual([])
  expect(text).toContain('all, by Locust')
  expect(text).toContain(
    'nothing to draw: the file has Locust’s own figures, and no single requests',
  )
})

test('among several setups such a file tells what was read, and not that nothing was measured', () => {
  const text = pageOf(makeImported(['locust/DOCKER_DISK_v1_stats.csv', 'locust/requests.csv']))
  expect(text).toContain('Read Locust’s own figures of 45 requests; no thresholds were given')
  expect(text).not.toContain('0 cold starts of 0 starts')
})

test('a dot that has no place is told', () => {
  const text = pageOf(mixed())
  expect(chartsOf(text)[0]).toBe('time')
  expect(text).toContain('Of 8 starts the time or the latency is unknown, so they have no dot.')
  expect(text).toContain(
    'Of 3 starts the latency is unknown: their bars are init and duration alone.',
  )
})

test('what the file cannot tell is no 0 in the counts', () => {
  const [shown] = shownIn(pageOf(makeLogOnly()))
  expect(shown).toMatchObject({
    'counts sent': '8',
    'counts throttled': '–',
    'counts missing': '–',
  })
})

test('of several setups the page has the sum, the verdict of each, and a note of all once', () => {
  const text = pageOf(makeImported(FILES.slice(0, 3), RULES))
  expect(text).toContain('3 setups · ')
  expect(text.match(/<a href="#setup-\d"/g)).toHaveLength(3)
  expect(text).toContain('class="badge inconclusive">Inconclusive</span></a>')
})

test('a note of the whole report, or of each setup, is told once, above all of them', () => {
  const common = 'There are client times only'
  const [head = '', ...setups] = pageOf({ ...makeStudy(), notes: ['Of the whole.'] }).split(SETUP)
  expect(head).toContain('<li>Of the whole.</li>')
  expect(head).toContain(common)
  expect(head).not.toContain('12 requests cut off')
  expect(setups[0]).toContain('12 requests cut off')
  expect(setups.some((setup) => setup.includes(common))).toBe(false)
})

test('a note of some setups is told with each of them', () => {
  const logs = ['DISK_1GB', 'S3_1GB'].map((name) => `study/DOCKER_${name}_locust_logs.txt`)
  const page = pageOf(makeImported([...logs, 'locust/DOCKER_DISK_v1_stats.csv']))
  const found = page.split(SETUP).map((part) => part.includes('There are client times only'))
  expect(found).toEqual([false, true, false, true])
})

/** A log and client times under one label. */
function mixed(): Joined {
  const log = makeLogOnly()
  const client = makeImported(['locust/requests.csv'])
  const [one] = log.setups
  const [other] = client.setups
  const starts = [...one.classified.starts, ...other.classified.starts]
  return { ...log, setups: [{ ...one, classified: { ...one.classified, starts } }] }
}

function chartsOf(page: string): readonly (string | undefined)[] {
  return [...page.matchAll(/data-chart="([^"]*)"/g)].map(([, kind]) => kind)
}

import { expect, test } from '@jest/globals'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { run } from '../../src/run/run.ts'
import type { Result } from '../../src/verdict/result.ts'
import { configOf } from '../config/sources.ts'
import { expectGolden } from '../golden.ts'
import { spread } from '../story/census.ts'
import { type Behaviour, makeStory } from '../story/virtual-lambda.ts'

type Variant = {
  readonly file: string
  readonly title: string
  readonly reading: string
  readonly inputs: Readonly<Record<string, string>>
  readonly behaviour: Partial<Behaviour>
}

const inputs = {
  'function-name': 'census-gbm',
  qualifier: 'live',
  load: 'burst 10\nburst 30\nusers 10 for 30s wait 1s..2s',
}

const provisioned: Variant = {
  file: 'provisioned-concurrency.md',
  title: 'Provisioned concurrency',
  reading: `The first ten requests met the ten environments that were ready, so they are warm, although Lambda logs
an Init Duration for each: nobody waited for it. The burst of 30 found ten ready and made twenty callers
wait as without provisioned concurrency; this overflow is all that is cold here, so provision for the
bursts that you expect and gate on \`any-cold.count == 0\`. The cost is that of the requests at the list
price; what Lambda takes for keeping environments ready comes on top, used or not.`,
  inputs: {
    ...inputs,
    label: 'zip-140MB-provisioned',
    thresholds: 'any-cold.count <= 20\ncold.init.p50 <= 6s\nwarm.latency.p95 <= 250ms',
  },
  behaviour: { provisioned: 10 },
}

const snapStart: Variant = {
  file: 'snapstart.md',
  title: 'SnapStart',
  reading: `\`init\` is the Restore Duration here: the model was loaded once, when the version was published, and
each new environment gets the memory of that moment. Parts of that memory that are fetched when they
are first read count as \`duration\`, so compare the \`latency\` of cold starts with that of the plain zip,
not their \`init\`. A published version cannot be recycled, so super-cold starts are told only where two
groups of cold starts stand clearly apart; here they do not, and the row says "cold or super-cold".`,
  inputs: {
    ...inputs,
    label: 'zip-140MB-snapstart',
    thresholds: 'cold.init.p50 <= 2s\ncold.latency.p50 <= 3s\nwarm.latency.p95 <= 250ms',
  },
  behaviour: { restores: true, init: (i) => 600 + 300 * spread(i, 1) },
}

/** A zip with a model of 140 MB; its figures are invented. */
const zip: Behaviour = {
  far: 0,
  init: (i) => 3_700 + 900 * spread(i, 1),
  overhead: (i) => 210 + 80 * spread(i, 3),
  handler: (request) => 12 + 8 * spread(request, 4),
}

function measure({ inputs: given, behaviour }: Variant): Promise<Result> {
  const facts = {
    version: '3',
    packageType: 'Zip',
    runtime: 'python3.13',
    architecture: 'arm64',
    memoryMB: 3008,
    timeout: 60_000,
    snapStart: behaviour.restores ?? false,
  } as const
  const story = makeStory({ ...zip, ...behaviour, facts })
  return story.clock.run(run(configOf(given), story.world, new AbortController().signal))
}

function renderPage({ title, reading, inputs: given }: Variant, result: Result): string {
  const yaml = Object.entries(given).map(([name, value]) =>
    value.includes('\n') ? `${name}: |\n  ${value.replaceAll('\n', '\n  ')}` : `${name}: ${value}`,
  )
  return [
    `# ${title}: what the gate shows`,
    'Played by the simulated Lambda of the tests with invented times, through the real gate: it shows what is told\nhow, and nothing about the speed of AWS. `npm test` keeps it up to date.',
    reading,
    `\`\`\`yaml\n${yaml.join('\n')}\n\`\`\``,
    renderMarkdown(result),
  ].join('\n\n')
}

test('environments that were provisioned are warm, and the overflow of a burst is cold', async () => {
  const result = await measure(provisioned)
  expect(result.verdict.kind).toBe('pass')
  const { cold, warm } = result.classes
  expect(cold.count).toBe(20)
  expect(warm.count).toBe(result.counts.matched - 20)
  expect(warm.latency?.max).toBeLessThan(250)
  expectGolden(`../../examples/census-gbm/${provisioned.file}`, renderPage(provisioned, result))
})

test('a start from a snapshot is cold, and its init is the restore', async () => {
  const result = await measure(snapStart)
  expect(result.verdict.kind).toBe('pass')
  const { cold } = result.classes
  expect(cold.count).toBe(30)
  expect(cold.init?.min).toBeGreaterThanOrEqual(600)
  expect(cold.init?.max).toBeLessThanOrEqual(900)
  expectGolden(`../../examples/census-gbm/${snapStart.file}`, renderPage(snapStart, result))
})

import { appendFileSync } from 'node:fs'
import { parseThresholds } from '../../../src/config/threshold.ts'
import { printCsv } from '../../../src/report/csv.ts'
import { printJson } from '../../../src/report/json.ts'
import { measuredOf } from '../../../src/run/recording.ts'
import { conclude } from '../../../src/verdict/result.ts'
import { makeSequence } from '../../../src/verdict/sequence.ts'
import { makeRecording } from '../recorded.ts'

/*
 * node analysis.js COUNT [FILE]: makes the recording of a run with that many invocations and takes it
 * to the texts of the report, of which report.json goes to the file. Prints the seconds from the recording to the texts, the most memory that
 * the process ever had, and how much of it there is for each start.
 */

const RULES = [
  'cold.init.p95 <= 6s',
  'super-cold.share <= 50%',
  'any-cold.latency.mean <= 10s',
  'warm.latency.p95 <= 500ms',
  'all.latency.p99 <= 30s',
  'errors.count == 0',
]

const count = Number(process.argv[2])
const file = process.argv[3]
const empty = process.memoryUsage.rss()
const recording = makeRecording(count)
const plan = {
  text: 'burst 900\nrecycle\nusers 1000 for 15m wait 0s..0s',
  steps: [
    { kind: 'burst', count: 900 },
    { kind: 'recycle' },
    { kind: 'users', count: 1000, duration: 900_000, spawnRate: undefined, wait: [0, 0] },
  ],
} as const
const startedAt = performance.now()
const { rules } = parseThresholds(RULES.join('\n'))
const result = conclude({ label: 'census-gbm', plan }, makeSequence(rules, plan, false), {
  facts: recording.prepared?.facts,
  measured: measuredOf('candidate', recording),
  reference: { kind: 'none' },
  effort: undefined,
  notes: [],
  failures: [],
  unreadable: recording.journal.unreadable(),
})
const analysedAt = performance.now()
if (result.counts.matched !== count || result.checks.length !== RULES.length) {
  throw new Error(`${result.counts.matched} of ${count} starts were analysed`)
}
let characters = 0
for (const part of printJson(result)) {
  characters += part.length
  if (file !== undefined) appendFileSync(file, part)
}
for (const part of printCsv(result.classified.starts)) characters += part.length
const most = process.resourceUsage().maxRSS * 1024
process.stdout.write(
  JSON.stringify({
    seconds: (analysedAt - startedAt) / 1000,
    renderSeconds: (performance.now() - analysedAt) / 1000,
    rssMB: most / 2 ** 20,
    bytesPerStart: (most - empty) / count,
    characters,
  }),
)

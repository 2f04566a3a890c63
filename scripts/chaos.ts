import { parseArgs } from 'node:util'
import { scenarioOf } from '../test/chaos/generator.ts'
import { violationsOf } from '../test/chaos/invariants.ts'
import { type Observed, play } from '../test/chaos/play.ts'
import { describeScenario, type Scenario } from '../test/chaos/scenario.ts'
import { simplify } from '../test/chaos/simplify.ts'

/*
 * npm run chaos [-- --runs 100 --seed 1 --parallel 5 | --seed 1 --only 37 [--simplify]]
 *
 * Runs of the committed bundle on the local cloud, with faults drawn from a seed; after each, what
 * must hold whatever happens. Exits with 1 when something did not hold. The same seed and number
 * play the same scenario again, with its whole log.
 */

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '5' },
    only: { type: 'string' },
    simplify: { type: 'boolean', default: false },
  },
})
const [runs, seed, parallel] = [values.runs, values.seed, values.parallel].map(Number) as [
  number,
  number,
  number,
]
process.exitCode = values.only === undefined ? await playAll() : await playOne(Number(values.only))

async function playOne(index: number): Promise<number> {
  const scenario = scenarioOf(seed, index)
  const { observed, broken } = await judge(scenario)
  if (values.simplify && broken.length > 0) {
    const kinds = new Set(broken.map(kindOfViolation))
    const simpler = await simplify(scenario, async (one) =>
      (await judge(one)).broken.some((what) => kinds.has(kindOfViolation(what))),
    )
    console.log(`The same with less:\n${indented(describeScenario(simpler))}\n`)
  }
  console.log(`${observed.stdout}\n${observed.post?.stdout ?? ''}`)
  console.log(
    `exit code ${observed.exitCode}, outputs ${JSON.stringify(observed.outputs, null, 2)}`,
  )
  console.log(`invocations ${JSON.stringify(observed.invocations)}`)
  console.log(`elapsed ${Math.round(observed.elapsedMs)} ms`)
  console.log(`injected ${JSON.stringify([...observed.injected])}`)
  console.log(tell(index, scenario, broken))
  return broken.length === 0 ? 0 : 1
}

async function playAll(): Promise<number> {
  const injected = new Map<string, { faults: number; runs: number }>()
  const verdicts = new Map<string, number>()
  const failing: number[] = []
  let slowest = { index: -1, ms: 0 }
  let next = 0
  let done = 0
  const startedAt = performance.now()
  const seconds = (): number => Math.round((performance.now() - startedAt) / 1000)

  function note(index: number, observed: Observed): void {
    for (const [kind, count] of observed.injected) {
      const { faults, runs } = injected.get(kind) ?? { faults: 0, runs: 0 }
      injected.set(kind, { faults: faults + count, runs: runs + 1 })
    }
    const verdict = observed.outputs.verdict ?? 'none: killed'
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
    if (observed.elapsedMs > slowest.ms) slowest = { index, ms: Math.round(observed.elapsedMs) }
  }

  async function work(): Promise<void> {
    while (next < runs) {
      const index = next
      next += 1
      const scenario = scenarioOf(seed, index)
      const { observed, broken } = await judge(scenario)
      note(index, observed)
      done += 1
      if (broken.length > 0) {
        failing.push(index)
        console.log(tell(index, scenario, broken))
      }
      if (done % 20 === 0)
        console.log(`${done} of ${runs} · ${failing.length} failing · ${seconds()} s`)
    }
  }

  await Promise.all(Array.from({ length: parallel }, work))
  console.log(`\nFaults injected, by kind (faults, in so many runs):`)
  for (const [kind, count] of [...injected].toSorted(([a], [b]) => a.localeCompare(b))) {
    console.log(
      `  ${kind.padEnd(52)} ${String(count.faults).padStart(6)} ${String(count.runs).padStart(5)}`,
    )
  }
  console.log(`Verdicts: ${[...verdicts].map(([kind, n]) => `${kind} ${n}`).join(', ')}`)
  console.log(`Slowest: ${slowest.index} with ${slowest.ms} ms. All: ${seconds()} s.`)
  const which = failing.length === 0 ? '' : `: ${failing.toSorted((a, b) => a - b).join(', ')}`
  console.log(`${runs} runs of seed ${seed}, ${failing.length} failing${which}`)
  return failing.length === 0 ? 0 : 1
}

async function judge(
  scenario: Scenario,
): Promise<{ readonly observed: Observed; readonly broken: readonly string[] }> {
  const observed = await play(scenario, seed)
  return { observed, broken: violationsOf(observed) }
}

function tell(index: number, scenario: Scenario, broken: readonly string[]): string {
  const title = broken.length === 0 ? `Run ${index} holds.` : `Run ${index} does not hold:`
  return `${title}\n${indented(broken)}\n  scenario:\n${indented(describeScenario(scenario))}
  again: npm run chaos -- --seed ${seed} --only ${index}\n`
}

function kindOfViolation(what: string): string {
  return what.split(':', 1)[0] ?? ''
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`).join('\n')
}

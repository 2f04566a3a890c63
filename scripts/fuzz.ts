import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { ALL } from '../test/fuzz/all.ts'
import { check } from '../test/fuzz/fuzz.ts'

/**
 * The fuzzers of `npm test` with as many inputs as wanted: npm run fuzz -- --runs 100000 --seed 1.
 * --only picks by a part of the name, --path (of a failure) shows one case again.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    only: { type: 'string', default: '' },
    path: { type: 'string' },
  },
})
const inputs = Number(values.runs)
const seed = Number(values.seed)
if (!Number.isInteger(inputs) || inputs < 1 || !Number.isInteger(seed)) {
  throw new Error('--runs and --seed have to be whole numbers, as in: --runs 100000 --seed 1')
}
const chosen = ALL.filter(({ name }) => name.includes(values.only))
if (chosen.length === 0) throw new Error(`no fuzzer has "${values.only}" in its name`)

console.log(`${inputs} inputs each, seed ${seed}`)
for (const one of chosen) {
  const begin = performance.now()
  const details = await check(one, { inputs, seed, path: values.path })
  const seconds = (performance.now() - begin) / 1000
  const rate = Math.round((details.numRuns * one.inputs) / seconds)
  console.log(
    `${details.failed ? '✗' : '✓'} ${one.name}: ${rate} inputs/s, ${seconds.toFixed(1)} s`,
  )
  if (!details.failed) continue
  process.exitCode = 1
  console.log(fc.defaultReportMessage(details))
  console.log((details.errorInstance as Error | null)?.message)
  const again = `--seed ${seed} --path '${details.counterexamplePath}' --only '${one.name}'`
  console.log(`Again: npm run fuzz -- --runs ${inputs} ${again}`)
}
// Standard input, which the ruler of a fuzzer holds, would keep the process.
process.exit()

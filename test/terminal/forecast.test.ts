import { expect, test } from '@jest/globals'
import { forecast } from '../../src/load/forecast.ts'
import { policyFor } from '../../src/run/permissions.ts'
import { type DryRun, renderDryRun } from '../../src/terminal/forecast.ts'
import { plain } from '../../src/terminal/paint.ts'
import { configOf } from '../config/sources.ts'
import { expectGolden } from '../golden.ts'
import { makeFacts } from '../load/facts.ts'
import { planOf } from '../load/virtual-world.ts'
import { CONFIG } from '../report/desk.ts'

const plan = planOf('burst 30\nrounds 24 of 10\nusers 10 for 30s wait 1s..2s\nrate 5/s for 10s')
const facts = makeFacts({ name: 'census-gbm', memoryMB: 3008, architecture: 'arm64' })
const { target } = CONFIG

/** All that is known, or nothing but the inputs. */
function makeDryRun(isKnown: boolean): DryRun {
  const own = isKnown ? facts : undefined
  return {
    config: { ...CONFIG, plan },
    candidate: own,
    baseline: isKnown ? 'census-gbm-main' : undefined,
    forecast: forecast(plan, own, isKnown ? { facts, reach: 'compared' } : undefined),
    policy: policyFor(
      { plan, logGroup: undefined, allowProduction: false },
      { target, facts: own },
      undefined,
    ),
    unreadable: isKnown ? [] : ['AWS did not accept the credentials\u001b[31m; log in'],
    refusals: isKnown ? ['the plan may cost about $9.00, max-cost is $5.00'] : [],
    warnings: isKnown ? ['The plan has up to 30 requests in flight'] : [],
  }
}

test.each([
  ['known', true],
  ['unknown', false],
])('what a dry run shows of a function that is %s', (name, isKnown) => {
  const text = renderDryRun(makeDryRun(isKnown), plain)
  expectGolden(`cli-dry-run-${name}.txt`, text)
  expect(text).not.toContain('\u001b')
})

test('the wave of an import profile is told, on each side', () => {
  const known = makeDryRun(true)
  const profiled = { ...known, config: { ...known.config, profile: 'imports' } } as const
  expect(renderDryRun(profiled, plain)).toContain(
    'Beside the plan, `profile: imports` sends 10 requests to new environments, where the limits leave room.',
  )
  expect(renderDryRun({ ...profiled, baseline: undefined }, plain)).toContain('sends 5 requests')
})

test('a dry run says what url would be loaded, without its query', () => {
  const endpoint = configOf({ url: 'https://a.example/score?key=hunter2' }).endpoint
  const dryRun = makeDryRun(true)
  const text = renderDryRun({ ...dryRun, config: { ...dryRun.config, endpoint } }, plain)
  expect(text).toContain(' over POST https://a.example/score; nothing is sent.')
  expect(text).not.toContain('hunter2')
})

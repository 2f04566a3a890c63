import { calm, type Scenario } from './scenario.ts'

/**
 * The same failure with less: takes away one thing after the other, as long as it still fails.
 *
 * @param fails plays a scenario.
 */
export async function simplify(
  scenario: Scenario,
  fails: (simpler: Scenario) => Promise<boolean>,
): Promise<Scenario> {
  for (const simpler of simplerOnes(scenario)) {
    if (await fails(simpler)) return await simplify(simpler, fails)
  }
  return scenario
}

function simplerOnes(scenario: Scenario): readonly Scenario[] {
  const without = scenario.faults.map((_, i) => ({
    ...scenario,
    faults: scenario.faults.filter((_, other) => other !== i),
  }))
  const { faults, timeoutS, thresholds, ...rest } = calm
  const calmer = Object.entries(rest)
    .filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(scenario, name)),
    )
    .map(([name, value]): Scenario => ({ ...scenario, [name]: value }))
  return [...without, ...calmer]
}

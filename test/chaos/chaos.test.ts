import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { catalogue } from './catalogue.ts'
import { scenarioOf } from './generator.ts'
import { violationsOf } from './invariants.ts'
import { play } from './play.ts'
import { renderReliability } from './reliability.ts'
import { hasSentence } from './row.ts'
import { calm, describeScenario } from './scenario.ts'

const SEED = 20261123

test.concurrent.each(catalogue)(
  '$area: $fault',
  async ({ scenario, sees, verify }) => {
    const observed = await play({ ...calm, ...scenario }, SEED)
    const text = [observed.stdout, observed.post?.stdout, ...observed.comments].join('\n')
    expect({ broken: [...violationsOf(observed), ...verify(observed)], text }).toEqual({
      broken: [],
      text,
    })
    if (sees !== null && !hasSentence(text, sees)) throw new Error(`"${sees}" is not in\n${text}`)
  },
  60_000,
)

test.concurrent.each([1, 2, 3])(
  'what must hold does in generated scenario %i',
  async (index) => {
    const scenario = scenarioOf(SEED, index)
    const broken = violationsOf(await play(scenario, SEED))
    expect([describeScenario(scenario), broken]).toEqual([describeScenario(scenario), []])
  },
  60_000,
)

test('docs/reliability.md has the table of these rows', () => {
  const page = readFileSync(new URL('../../docs/reliability.md', import.meta.url), 'utf8')
  expect(page).toContain(renderReliability())
})

import { differencesOf } from '../comparison/differences.ts'
import type { FunctionDescription } from '../function-facts.ts'
import type { StoredRun } from './stored-run.ts'

/** @returns why two runs of one label are no shards of one setup, naming the files. */
export function whyDifferent(a: StoredRun, b: StoredRun): string | undefined {
  const form = whyOtherForm(a, b)
  if (form !== undefined) return form
  const say = (whose: string, what: string, before: string, here: string): string =>
    `${a.source} and ${b.source} are no shards of one setup: ${whose} ${what} is ${before} in the one and ${here} in the other`
  if (a.planText !== b.planText) {
    return say('the', 'load plan', `"${inline(a.planText)}"`, `"${inline(b.planText)}"`)
  }
  if (a.endpoint !== b.endpoint) {
    const [before, here] = [a, b].map(({ endpoint = 'the Invoke API' }) => endpoint)
    return say('the', 'way to the function', before ?? '', here ?? '')
  }
  const candidate = whyOtherFunction(a.facts, b.facts)
  if (candidate !== undefined) return say('the', ...candidate)
  const baseline = whyOtherFunction(a.baseline?.facts, b.baseline?.facts)
  return baseline === undefined ? undefined : say(`the baseline's`, ...baseline)
}

const OWN_FORM = 'a report of this action'

/** The same requests as two tools or two logs tell them, added up, would count twice. */
function whyOtherForm(a: StoredRun, b: StoredRun): string | undefined {
  const say = (before: string, here: string): string =>
    `${a.source} and ${b.source} have the same label, "${a.label}", but are no shards of one setup: the one is ${before}, the other ${here}; give one of them alone, or rename one to have two setups`
  if (a.form !== b.form) return say(a.form ?? OWN_FORM, b.form ?? OWN_FORM)
  if (a.imported === undefined || b.imported === undefined) return undefined
  const [before, here] = [a, b].map(({ starts }) => starts.some(({ latency }) => latency !== null))
  if (before === here || a.starts.length === 0 || b.starts.length === 0) return undefined
  return before ? say('with latencies', 'without') : say('without latencies', 'with them')
}

function whyOtherFunction(
  a: FunctionDescription | undefined,
  b: FunctionDescription | undefined,
): readonly [what: string, before: string, here: string] | undefined {
  if (a === undefined || b === undefined) {
    return a === b ? undefined : ['function', a?.name ?? 'unknown', b?.name ?? 'unknown']
  }
  if (a.arn !== b.arn) return ['function', a.arn, b.arn]
  if (a.version !== b.version) return ['version', a.version, b.version]
  const [difference] = differencesOf(a, b)
  if (difference === undefined) return undefined
  return [difference.what, difference.baseline, difference.candidate]
}

function inline(plan: string): string {
  return plan.replace(/\n/g, '; ')
}

import type { FunctionFacts } from '../function-facts.ts'
import type { Variables } from '../run/recycled.ts'
import { NODE_OPTION } from './node-hook.ts'

/** Of all names and values. Source: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 4_096
/** The first whose `NODE_OPTIONS` may import a module; an earlier one would refuse to start. */
const FIRST_NODE = 18

/**
 * The variables that make a function's processes print what each import took. Lambda's runtimes start
 * their interpreter with the function's variables, as an image does with `awslambdaric`, so CPython
 * (3.7 on) heeds its own. What an image runs is not told, so it gets those of both languages.
 *
 * @param before the function's own, which are kept.
 * @returns why there are none.
 */
export function tracingOf(
  { runtime }: Pick<FunctionFacts, 'runtime'>,
  before: Variables,
): Variables | string {
  const python = { PYTHONPROFILEIMPORTTIME: '1' }
  // Both sides may be one function, whose variables still have ours.
  const others = (before.NODE_OPTIONS ?? '').replace(NODE_OPTION, () => '').trim()
  const node = { NODE_OPTIONS: `${others} ${NODE_OPTION}`.trim() }
  const fits = (added: Variables): boolean => sizeOf({ ...before, ...added }) <= MOST_BYTES
  const tooLarge = `its environment variables would exceed the ${MOST_BYTES} bytes that Lambda allows`
  if (runtime === null) {
    const both = { ...python, ...node }
    return fits(both) ? both : fits(python) ? python : tooLarge
  }
  if (/^python3/.test(runtime)) return fits(python) ? python : tooLarge
  const [, version] = /^nodejs(\d+)/.exec(runtime) ?? []
  if (Number(version) >= FIRST_NODE) return fits(node) ? node : tooLarge
  return `imports are timed for Python and for Node.js from ${FIRST_NODE} on, and the runtime is ${runtime}`
}

function sizeOf(variables: Variables): number {
  const text = Object.entries(variables).flat().join('')
  return new TextEncoder().encode(text).length
}

import type { FunctionFacts } from '../function-facts.ts'
import type { Variables } from '../run/recycled.ts'
import { whyNoRoom } from '../run/room.ts'
import { NODE_OPTION } from './node-hook.ts'

/** The first whose `NODE_OPTIONS` may import a module; an earlier one would refuse to start. */
const FIRST_NODE = 18

/**
 * The variables that make a function's processes print what each import took. Lambda's runtimes start
 * their interpreter with the function's variables, as an image does with `awslambdaric`, so CPython
 * (3.7 on) heeds its own. What an image runs is not told, so it gets those of both languages.
 *
 * @param before the function's own, and ours where it is both sides.
 * @returns what is added to each variable; or why there are none.
 */
export function tracingOf(
  { runtime }: Pick<FunctionFacts, 'runtime'>,
  before: Variables,
): Variables | string {
  const python = { PYTHONPROFILEIMPORTTIME: '1' }
  const node = { NODE_OPTIONS: NODE_OPTION }
  const chosen = (words: Variables): Variables | string => whyNoRoom(before, words) ?? words
  if (runtime === null) {
    const both = chosen({ ...python, ...node })
    return typeof both === 'string' ? chosen(python) : both
  }
  if (/^python3/.test(runtime)) return chosen(python)
  const [, version] = /^nodejs(\d+)/.exec(runtime) ?? []
  if (Number(version) >= FIRST_NODE) return chosen(node)
  return `imports are timed for Python and for Node.js from ${FIRST_NODE} on, and the runtime is ${runtime}`
}

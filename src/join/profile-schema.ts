import * as v from 'valibot'
import type { Root } from '../profile/environment.ts'
import type { ImportProfile } from '../profile/import-profile.ts'
import { MOST_AMOUNT } from './start-schema.ts'

const name = v.pipe(v.string(), v.maxLength(500))
const amount = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(MOST_AMOUNT))
const count = v.pipe(amount, v.integer())
const phase = v.picklist(['runtime', 'init', 'request'])

const SIDE = v.object({
  counts: v.object({
    sent: count,
    answered: count,
    failed: count,
    throttled: count,
    matched: count,
    billed: amount,
    profiled: count,
  }),
  init: v.nullable(amount),
  imports: amount,
  inRequest: amount,
  costs: v.pipe(
    v.array(
      v.object({
        name,
        phase,
        time: amount,
        holder: v.nullable(v.object({ name, time: amount })),
        times: v.pipe(v.array(amount), v.maxLength(1_000)),
      }),
    ),
    v.maxLength(1_000),
  ),
  // A schema that calls itself would follow a file of strangers however deep it goes.
  tree: v.pipe(
    v.array(v.object({ phase, node: v.unknown() })),
    v.check((roots) => isForest(roots.map(({ node }) => node)), 'a tree of imports'),
    v.transform((roots) => roots as readonly Root[]),
  ),
  lines: v.object({ read: count, orphans: count, unreadable: count }),
})

const PROFILE = v.object({
  candidate: SIDE,
  baseline: v.nullable(SIDE),
  changes: v.pipe(
    v.array(
      v.object({
        name,
        before: v.nullable(amount),
        after: v.nullable(amount),
        change: v.pipe(v.number(), v.minValue(-MOST_AMOUNT), v.maxValue(MOST_AMOUNT)),
      }),
    ),
    v.maxLength(2_000),
  ),
})

const NODE = v.object({ name, self: amount, total: amount, children: v.array(v.unknown()) })

const MOST_NODES = 20_000
const MOST_DEPTH = 200

/** @returns why the value is no profile; nothing of the value is in it. */
export function checkProfile(value: unknown): ImportProfile | string {
  const parsed = v.safeParse(PROFILE, value, { abortEarly: true })
  if (parsed.success) return parsed.output
  return `profile.${v.getDotPath(parsed.issues[0]) ?? ''}: no profile of imports`
}

function isForest(nodes: readonly unknown[]): boolean {
  const waiting = nodes.map((node) => ({ node, depth: 0 }))
  for (let seen = 0; seen < MOST_NODES; seen += 1) {
    const next = waiting.pop()
    if (next === undefined) return true
    const parsed = v.safeParse(NODE, next.node, { abortEarly: true })
    if (!parsed.success || next.depth > MOST_DEPTH) return false
    for (const node of parsed.output.children) waiting.push({ node, depth: next.depth + 1 })
  }
  return false
}

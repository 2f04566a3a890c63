import * as v from 'valibot'
import type { Phase, Root } from '../profile/environment.ts'
import type { ImportProfile } from '../profile/import-profile.ts'
import type { ImportNode } from '../profile/import-tree.ts'
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
  tree: v.pipe(
    v.array(v.object({ phase, node: v.unknown() })),
    v.rawTransform(({ dataset, addIssue, NEVER }): readonly Root[] => {
      const roots = readRoots(dataset.value)
      if (roots !== undefined) return roots
      addIssue({ message: 'no tree of imports' })
      return NEVER
    }),
  ),
  lines: v.object({ read: count, orphans: count, unreadable: count, mixed: v.optional(count) }),
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

/** @returns why the value is no profile; nothing of the value is in it. */
export function checkProfile(value: unknown): ImportProfile | string {
  const parsed = v.safeParse(PROFILE, value, { abortEarly: true })
  if (parsed.success) return parsed.output
  return `profile.${v.getDotPath(parsed.issues[0]) ?? ''}: no profile of imports`
}

const NODE = v.object({ name, self: amount, total: amount, children: v.array(v.unknown()) })

const MOST_NODES = 20_000
const MOST_DEPTH = 200

/** A schema that calls itself would follow a file of strangers however deep it goes. */
function readRoots(
  roots: readonly { readonly phase: Phase; readonly node: unknown }[],
): readonly Root[] | undefined {
  let count = 0
  function readNode(value: unknown, depth: number): ImportNode | undefined {
    count += 1
    if (count > MOST_NODES || depth > MOST_DEPTH) return undefined
    const parsed = v.safeParse(NODE, value, { abortEarly: true })
    if (!parsed.success) return undefined
    const children: ImportNode[] = []
    for (const child of parsed.output.children) {
      const node = readNode(child, depth + 1)
      if (node === undefined) return undefined
      children.push(node)
    }
    return { ...parsed.output, children }
  }
  const read: Root[] = []
  for (const { phase: when, node: value } of roots) {
    const node = readNode(value, 0)
    if (node === undefined) return undefined
    read.push({ phase: when, node })
  }
  return read
}

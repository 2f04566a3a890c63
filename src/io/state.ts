import * as core from '@actions/core'
import * as v from 'valibot'
import type { Recycled } from '../run/recycled.ts'

const KEY = 'recycled'

const RECYCLED = v.array(
  v.object({
    id: v.string(),
    region: v.string(),
    ours: v.record(v.string(), v.array(v.string())),
  }),
)

/** Tells the post step what to undo, before anything is changed: this process may be killed. */
export function saveRecycled(recycled: readonly Recycled[]): void {
  // The runner keeps the last value.
  core.saveState(KEY, recycled.length === 0 ? '' : JSON.stringify(recycled))
}

/** @returns why the saved state cannot be read, without its values. */
export function readRecycled(): readonly Recycled[] | string {
  const text = core.getState(KEY)
  if (text === '') return []
  try {
    const parsed = v.safeParse(RECYCLED, JSON.parse(text))
    if (parsed.success) return parsed.output
    return `${v.getDotPath(parsed.issues[0]) ?? 'it'} is not what was saved`
  } catch {
    return 'it is no JSON'
  }
}

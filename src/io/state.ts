import * as core from '@actions/core'
import type { Recycled } from './recycle.ts'

const KEY = 'recycled'

/** Tells the post step what to undo, before anything is changed: this process may be killed. */
export function saveRecycled(recycled: readonly Recycled[]): void {
  // The runner keeps the last value.
  core.saveState(KEY, recycled.length === 0 ? '' : JSON.stringify(recycled))
}

export function readRecycled(): readonly Recycled[] {
  const text = core.getState(KEY)
  return text === '' ? [] : (JSON.parse(text) as Recycled[])
}

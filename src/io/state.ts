import * as core from '@actions/core'
import type { Recycled } from './recycle.ts'

const KEY = 'recycled'

/** Tells the post step what to undo, before anything is changed: this process may be killed. */
export function saveRecycled(recycled: Recycled): void {
  core.saveState(KEY, JSON.stringify(recycled))
}

/** The runner keeps the last value. */
export function forgetRecycled(): void {
  core.saveState(KEY, '')
}

export function readRecycled(): Recycled | undefined {
  const text = core.getState(KEY)
  return text === '' ? undefined : (JSON.parse(text) as Recycled)
}

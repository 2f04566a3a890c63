import * as core from '@actions/core'
import { renderProgress } from '../run/progress.ts'
import type { Recycled } from '../run/recycled.ts'
import type { World } from '../run/world.ts'
import { say } from './desk.ts'
import { saveRecycled } from './state.ts'
import type { Stop } from './stop.ts'

/** Where a run shows itself while it goes on, and where it notes what it must undo. */
export type Stage = Pick<World, 'say' | 'group' | 'showProgress' | 'progressInterval'> & {
  /** Gets all that is to be undone, before anything more is changed and after each undoing. */
  readonly save: (recycled: readonly Recycled[]) => void
  /** Aborts when undoing must not wait any longer. */
  readonly undoUntil: AbortSignal
  readonly close: () => void
}

/** The log of a job. A cancelled step has only seconds, and its post step undoes what is left. */
export function openRunnerStage({ undoUntil }: Pick<Stop, 'undoUntil'>): Stage {
  let groupIsOpen = false
  const endGroup = (): void => {
    if (groupIsOpen) core.endGroup()
    groupIsOpen = false
  }
  return {
    say,
    group: (title) => {
      endGroup()
      groupIsOpen = true
      core.startGroup(title)
    },
    showProgress: (progress) => say(renderProgress(progress)),
    progressInterval: 5_000,
    save: saveRecycled,
    undoUntil,
    close: endGroup,
  }
}

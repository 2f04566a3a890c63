/** What the cloud's process writes for the action's two steps, in a folder of its own. */

/** Once it can be asked: the environment that finds it. */
export const READY = 'ready.json'

/** In the end. */
export const END = 'end.json'

export type End = {
  readonly variables: Readonly<Record<string, string>>
  readonly updates: number
  readonly invocations: number
}

/** Of the function, before the gate comes. */
export const VARIABLES = { MARK: 'before', OTHER: 'kept' } as const

export interface Recipe {
  seed: number
  /** Drawn people; a third of them is held out. */
  people: number
  trees: number
  /** People that one tree sees. */
  sample: number
  maxDepth: number
  leafSize: number
  learningRate: number
}

export interface TrainedModel {
  size: string
  path: string
  /** False when the file was there and up to date. */
  trained: boolean
  bytes: number
  trees: number
  nodes: number
  /** On the held-out people, as is `auc`. */
  accuracy: number
  auc: number
}

/** Synchronous: training both sizes keeps the process busy for about ten seconds. */
export function ensureModels(options?: {
  /** Default: `model/` beside the handler. */
  directory?: string
  /** Default: every size of `recipes`. */
  sizes?: readonly string[]
  /** Default: those of `training/recipes.mjs`. */
  recipes?: Record<string, Recipe>
  log?: (line: string) => void
}): TrainedModel[]

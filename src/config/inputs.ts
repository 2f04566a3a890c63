/** The action's inputs; `action.yml` holds their descriptions and defaults, in the same order. */
export const INPUT_NAMES = [
  'mode',
  'function-name',
  'qualifier',
  'label',
  'url',
  'method',
  'headers',
  'auth',
  'aws-region',
  'payload',
  'payload-file',
  'log-group',
  'load',
  'thresholds',
  'baseline',
  'on-inconclusive',
  'override-label',
  'timeout',
  'log-timeout',
  'max-invocations',
  'max-cost',
  'max-concurrency-share',
  'allow-production',
  'github-token',
  'comment',
  'comment-key',
  'pr-number',
  'profile',
  'results',
  'cold-over',
  'report-dir',
] as const

export type InputName = (typeof INPUT_NAMES)[number]

/** Where a configuration comes from; the entry reads it from the runner, a test from an object. */
export type Sources = {
  /** Trimmed text of an input, its default when it is blank, '' when there is none. */
  readonly input: (name: InputName) => string
  /** Default of an input, '' when there is none. */
  readonly defaultOf: (name: InputName) => string
  /** Names of all inputs that the workflow gave, known or not, lower case. */
  readonly given: readonly string[]
  /** An environment variable, '' when unset. */
  readonly env: (name: string) => string
  /** Text of a file, or why it cannot be read. */
  readonly readFile: (path: string) => { readonly text: string } | { readonly reason: string }
}

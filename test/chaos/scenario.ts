import type { LogOptions } from '../cloud/options.ts'

/** Whom a call is meant for. */
export type Place = 'invoke' | 'control' | 'logs' | 'github'

/** The call with this number to a place, from 0. */
export type Moment = { readonly place: Place; readonly call: number }

/** How an exchange is spoiled on its way. */
export type Spoiling =
  /** `unanswered`: the far end has done its work, and nobody hears of it. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'unanswered' | 'middle' | 'after' }
  | { readonly kind: 'stall'; readonly ms: number }
  /** The answer comes in many parts, with this much between two. */
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'refuse'; readonly status: number; readonly type: string }
  /** An answer in HTML, of something that stands between. */
  | { readonly kind: 'gateway'; readonly status: number }
  /** The first half of the body, with a length that says it is all. */
  | { readonly kind: 'half' }
  /** Of a page of log events. */
  | { readonly kind: 'token'; readonly how: 'expired' | 'unknown' | 'endless' | 'same' }
  | { readonly kind: 'twice' }
  | { readonly kind: 'scramble' }

/** From which call to a place on, and how many; null: for good. */
export type Fault = Spoiling & {
  readonly place: Place
  readonly from: number
  readonly times: number | null
}

/** A service that no connection reaches. */
export type Unreachable = {
  readonly service: 'lambda' | 'logs' | 'github'
  readonly how: 'dns' | 'tls' | 'refused'
}

/** What somebody else does to the function in the middle of a run. */
export type Meddling = {
  readonly at: Moment
  /** `variables` changes one of them, `all-variables` replaces them, as a deployment tool does. */
  readonly what: 'memory' | 'code' | 'variables' | 'all-variables'
}

export type Cancellation = {
  readonly name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'
  readonly at: Moment
}

/** One run of the action with all that happens to it; plain data, made of a seed and a number. */
export type Scenario = {
  readonly load: string
  readonly thresholds: string
  readonly isCompared: boolean
  readonly timeoutS: number
  readonly logTimeoutS: number
  readonly packageType: 'Zip' | 'Image'
  readonly logFormat: 'Text' | 'JSON'
  readonly initMs: number
  /** The init is over its limit, and runs again inside the invocation. */
  readonly isSuppressed: boolean
  readonly updateMs: number
  readonly reservedConcurrency: number | null
  /** What the function does with its event. */
  readonly event: 'answer' | 'throw' | 'crash' | 'hang'
  readonly logs: LogOptions
  /** What AWS's clock is ahead of the runner's. */
  readonly clockMs: number
  readonly faults: readonly Fault[]
  readonly unreachable: readonly Unreachable[]
  readonly meddling: readonly Meddling[]
  readonly cancellation: Cancellation | null
  readonly disk: 'fine' | 'folder-is-a-file' | 'full' | 'summary-full'
}

/** Nothing goes wrong. */
export const calm: Scenario = {
  load: 'burst 2',
  thresholds: 'errors.count == 0',
  isCompared: false,
  timeoutS: 60,
  logTimeoutS: 3,
  packageType: 'Zip',
  logFormat: 'Text',
  initMs: 20,
  isSuppressed: false,
  updateMs: 20,
  reservedConcurrency: null,
  event: 'answer',
  logs: { lagMs: [0, 100] },
  clockMs: 0,
  faults: [],
  unreachable: [],
  meddling: [],
  cancellation: null,
  disk: 'fine',
}

/** The kind of a fault, for counting. */
export function kindOf(fault: Fault): string {
  return `${fault.place}: ${nameOf(fault)}`
}

function nameOf(spoiling: Spoiling): string {
  switch (spoiling.kind) {
    case 'reset':
      return RESETS[spoiling.when]
    case 'stall':
      return 'stall'
    case 'slow':
      return 'slow bytes'
    case 'refuse':
      return `${spoiling.status} ${spoiling.type}`.trim()
    case 'gateway':
      return `${spoiling.status} in HTML`
    case 'half':
      return 'half an answer'
    case 'token':
      return `${spoiling.how} token`
    case 'twice':
      return 'events twice'
    case 'scramble':
      return 'scrambled events'
  }
}

const RESETS = {
  before: 'reset before the work',
  unanswered: 'reset before the answer',
  middle: 'reset in the middle of the answer',
  after: 'reset after the answer',
} as const

/** What differs from a run where nothing goes wrong, a line each. */
export function describeScenario(scenario: Scenario): readonly string[] {
  return Object.entries(scenario)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(calm, name)))
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
}

import type { FunctionFacts } from '../function-facts.ts'
import type { Concurrency } from '../load/concurrency.ts'
import type { LoadWorld } from '../load/drive.ts'
import type { LoadSide } from '../load/send.ts'
import type { LogWindow } from '../logs/bearings.ts'
import type { LogEvent } from '../logs/journal.ts'
import type { EpochMs, Ms } from '../units.ts'
import type { Progress } from './progress.ts'
import type { Variables } from './recycled.ts'

/** Everything the measurement does to the outside, as plain functions. Tests pass their own. */
export type World = Pick<LoadWorld, 'now' | 'sleepUntil' | 'random'> & {
  readonly candidate: FunctionAccess
  /** A function to compare with, measured in the same run; undefined without one. */
  readonly baseline: FunctionAccess | undefined
  /** Undoes all recycling of all functions; resolves when nothing is left of it. */
  readonly restore: () => Promise<void>
  readonly readLogs: (
    logGroup: string,
    window: LogWindow,
    onPage: (events: readonly LogEvent[]) => void,
    signal: AbortSignal,
  ) => Promise<boolean>
  /** The same of some log streams, and only events that match a filter pattern of CloudWatch Logs. */
  readonly readStreams: (
    logGroup: string,
    query: StreamQuery,
    onPage: (events: readonly LogEvent[]) => void,
    signal: AbortSignal,
  ) => Promise<boolean>
  readonly say: (line: string) => void
  readonly showProgress: (progress: Progress) => void
  /** How often to show it. */
  readonly progressInterval: Ms
  /** Begins a foldable part of the output. */
  readonly group: (title: string) => void
  /** Calls back at an interval until the returned function is called. */
  readonly every: (ms: number, callback: () => void) => () => void
}

export type Tags = Readonly<Record<string, string>>
export type StreamQuery = {
  /** At least one, and at most 100. */
  readonly streams: readonly string[]
  readonly from: EpochMs
  readonly pattern: string
}

/** What is done to one function. */
export type FunctionAccess = {
  readonly readFunction: () => Promise<FunctionFacts>
  /**
   * What others changed of the function since it was read first, such as "code".
   *
   * @throws {MeasurementError} when it cannot be read any more.
   */
  readonly readChanges: () => Promise<readonly string[] | 'deleted'>
  /** Sends one invocation that is not measured: it makes Lambda load an inactive function. */
  readonly wake: () => Promise<void>
  /** The environment variables of `$LATEST`, which may hold secrets. */
  readonly readVariables: () => Promise<Variables>
  readonly readConcurrency: () => Promise<Concurrency>
  /** Undefined where nobody told them, as without permission. @param arn without qualifier. */
  readonly readTags: (arn: string) => Promise<Tags | undefined>
  /** @throws {MeasurementError} when the environments may not be recycled. */
  readonly checkRecycle: () => Promise<void>
  /**
   * Gives the function new environments; resolves when the change is live.
   *
   * @param extra words for variables, which these environments have and the next ones no longer.
   */
  readonly recycle: (extra?: Variables) => Promise<void>
  /** The data path; a request may take as long as the function. */
  readonly openInvoker: (facts: FunctionFacts) => Promise<LoadSide>
}

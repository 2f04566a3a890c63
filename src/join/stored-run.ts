import type { FunctionDescription } from '../function-facts.ts'
import type { Start } from '../starts/start.ts'
import type { Ms } from '../units.ts'
import type { Disturbed } from '../verdict/disturbed.ts'
import type { Imported } from '../verdict/imported.ts'
import type { Counts } from '../verdict/summary.ts'

/**
 * One measured setup, or one shard of it, as a result file has it. Its form is checked; its texts
 * are untrusted. Rules, super-cold starts and figures are told anew from it.
 */
export type StoredRun = {
  /** The file, for messages: its path as found. */
  readonly source: string
  /** Runs of one label are shards of one setup. */
  readonly label: string
  /** Undefined when the file tells nothing of the function: then there are client times only. */
  readonly facts: FunctionDescription | undefined
  /** '' when the file tells none. */
  readonly planText: string
  /**
   * The candidate's, each request id once, in any order. "cold" and "super-cold" are the same here.
   * A figure that the file does not have is null.
   */
  readonly starts: readonly Start[]
  /** The candidate's; sent = answered + failed + throttled, answered = matched + missing. */
  readonly counts: Counts
  /** Ids of answered requests that are no start, for their REPORT line never arrived. */
  readonly missing: readonly string[]
  /** How long the client waited for each request that it gave up. */
  readonly gaveUp: readonly Ms[]
  /** Undefined when no other side was measured in the same run. */
  readonly baseline: StoredBaseline | undefined
  /** Rules that could end the rounds early, as they were written; empty when all rounds ran. */
  readonly stopRules: readonly string[]
  /** What readers should know of the run, each one sentence. */
  readonly notes: readonly string[]
  /** Why the run could not measure; undefined when it could. */
  readonly failure: string | undefined
  /** What kind of another tool's file it is, such as "the CSV of k6"; undefined for a report of this action. */
  readonly form?: string | undefined
  /** Why the joined report that the run stands in could not measure everything. */
  readonly incomplete?: string | undefined
  /** What others changed meanwhile; undefined where that is not known. */
  readonly disturbed?: Disturbed | undefined
  /** Of a run that was read from another tool's file. */
  readonly imported?: Imported | undefined
}

/** The other side, measured in turns with the candidate. */
export type StoredBaseline = {
  readonly label: string
  readonly facts: FunctionDescription
  readonly starts: readonly Start[]
  readonly counts: Counts
  readonly missing: readonly string[]
  /** Why its environments were the same in all rounds; undefined when each round replaced them. */
  readonly whyNotRecycled: string | undefined
}

import type { Ms } from '../units.ts'
import type { Recording } from './recording.ts'
import type { FunctionAccess, World } from './world.ts'

/** For a courtesy: what was measured must not wait for it until the step's timeout. */
const LONGEST: Ms = 10_000

/**
 * Right after the last answer: what is changed from then on disturbs nothing. No clocks are compared
 * for that, as Lambda's and ours may be apart by more than an update takes.
 *
 * @returns that a function is gone, in words.
 */
export async function lookForChanges(
  { candidate, baseline, now, sleepUntil }: World,
  recording: Recording,
  notes: string[],
): Promise<string | undefined> {
  const done = new AbortController()
  const late = async (): Promise<never> => {
    await sleepUntil(now() + LONGEST, done.signal)
    throw new Error('AWS has not answered')
  }
  const look = async (access: FunctionAccess | undefined): Promise<Changes> => {
    try {
      return access === undefined ? [] : await Promise.race([access.readChanges(), late()])
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      notes.push(`Whether someone else updated the function meanwhile is not known: ${reason}.`)
      return []
    }
  }
  const [own, other] = await Promise.all([look(candidate), look(baseline)])
  done.abort()
  if (own === 'deleted') return 'the function was deleted while it was measured'
  if (other === 'deleted') return 'the baseline was deleted while it was measured'
  const told = (changes: readonly string[]): readonly string[] | null =>
    changes.length === 0 ? null : changes
  recording.disturbed = { candidate: told(own), baseline: told(other) }
  return undefined
}

type Changes = readonly string[] | 'deleted'

import type { LoadPlan } from '../config/load-plan.ts'
import { type FunctionFacts, isSameCode } from '../function-facts.ts'
import type { DrivenSide, LoadWorld } from '../load/drive.ts'
import type { Side } from '../load/invocation.ts'
import { plannedInvocations } from '../load/schedule.ts'
import type { Ms } from '../units.ts'
import type { Prepared } from './prepare.ts'
import type { Recording } from './recording.ts'
import type { FunctionAccess, World } from './world.ts'

/** What is loaded, ready to be sent to. */
export async function openSides(
  world: World,
  { facts, baseline }: Prepared,
  recording: Recording,
): Promise<LoadWorld> {
  const { now, sleepUntil, random } = world
  const open = (access: FunctionAccess, own: FunctionFacts, mayRecycle: boolean) =>
    openSide(access, own, mayRecycle, recording, now)
  const candidate = await open(world.candidate, facts, true)
  const isCompared = world.baseline !== undefined && baseline !== undefined
  return {
    ...{ now, sleepUntil, random, candidate },
    baseline: isCompared
      ? await open(world.baseline, baseline.facts, baseline.whyNotRecycled === undefined)
      : undefined,
    sidesShareEnvironments: isCompared && isSameCode(facts, baseline.facts),
  }
}

async function openSide(
  { openInvoker, recycle }: FunctionAccess,
  facts: FunctionFacts,
  mayRecycle: boolean,
  recording: Recording,
  now: World['now'],
): Promise<DrivenSide> {
  const timed = async (): Promise<void> => {
    const begunAt = now()
    await recycle()
    recording.longestRecycle = Math.max(recording.longestRecycle, now() - begunAt)
  }
  return { ...(await openInvoker(facts)), recycle: mayRecycle ? timed : undefined }
}

export function timeoutOf(side: Side, { facts, baseline }: Prepared): Ms {
  return side === 'baseline' ? (baseline?.facts ?? facts).timeout : facts.timeout
}

/** How many requests the plan sends in all. */
export function plannedOfBoth(plan: LoadPlan, { baseline }: Prepared): number {
  if (baseline === undefined) return plannedInvocations(plan)
  const reach = baseline.whyNotRecycled === undefined ? 'compared' : 'compared-growing'
  return plannedInvocations(plan) + plannedInvocations(plan, reach)
}

import type { Start } from '../../src/starts/start.ts'
import { type Joined, joinSetups } from '../../src/verdict/joined.ts'
import type { Result } from '../../src/verdict/result.ts'
import { FACTS, makeResult, STARTS } from './results.ts'

const THRESHOLDS = ['cold.init.p95 <= 15s', 'warm.latency.p95 <= 200ms', 'errors.count == 0']

/** Everything of the cold starts takes `factor` times as long. */
function slower(starts: readonly Start[], factor: number): readonly Start[] {
  return starts.map((start) => {
    const { latency, init, duration, overhead } = start
    if (latency === null || init === null || duration === null || overhead === null) return start
    const times = { latency: latency * factor, init: init * factor, duration: duration * factor }
    return { ...start, ...times, overhead: overhead * factor }
  })
}

/** One setup whose cold starts take `factor` times as long as usual. */
export function makeSetup(
  label: string,
  factor: number,
  choice: Parameters<typeof makeResult>[0] = {},
): Result {
  return makeResult({
    label,
    facts: { ...FACTS, name: label, arn: FACTS.arn.replace(FACTS.name, label) },
    starts: slower(STARTS, factor),
    rules: THRESHOLDS,
    ...choice,
  })
}

export function joined(
  setups: readonly Result[],
  failures: readonly string[] = [],
  notes: readonly string[] = [],
): Joined {
  return joinSetups(setups as unknown as Joined['setups'], failures, notes)
}

/** Three model sizes, in the image or fetched from a bucket: the table of the first study. */
export function makeSix(choice: Parameters<typeof makeResult>[0] = {}): readonly Result[] {
  return [
    makeSetup('disk-140MB', 1, choice),
    makeSetup('disk-420MB', 1.5, choice),
    makeSetup('disk-1090MB', 3.1, choice),
    makeSetup('s3-140MB', 1, choice),
    makeSetup('s3-420MB', 1.8, choice),
    makeSetup('s3-1090MB', 3.6, choice),
  ]
}

/** The same as many times, with labels of their own. */
export function makeMany(count: number, choice: Parameters<typeof makeResult>[0]): Joined {
  return joined(
    Array.from({ length: count }, (_, i) => makeSetup(`setup-${i + 1}`, 1 + i / 10, choice)),
  )
}

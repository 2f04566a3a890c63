import { readEnvironment } from '../../src/profile/environment.ts'
import type { ImportProfile } from '../../src/profile/import-profile.ts'
import { makeProfile } from '../../src/profile/import-profile.ts'
import { type SideProfile, summariseSide } from '../../src/profile/side-profile.ts'
import { HEADER, imported, printed } from './printed.ts'

/** What each environment of a side took for each import, in ms. */
export function sideOf(
  environments: readonly Readonly<Record<string, number>>[],
  inits: readonly number[] = [],
): SideProfile {
  const read = environments.flatMap((times) => {
    const nodes = Object.entries(times).map(([name, ms]) => imported(name, ms))
    const events = [HEADER, ...printed(nodes)].map((message) => ({ timestamp: 1, message }))
    return readEnvironment(events, undefined) ?? []
  })
  const sent = environments.length
  const counts = { sent, answered: sent, failed: 0, throttled: 0, matched: sent, billed: 0 }
  return summariseSide(read, inits, { ...counts, profiled: read.length })
}

/** The same in each of five environments. */
export function five(times: Readonly<Record<string, number>>): SideProfile {
  return sideOf(
    Array.from({ length: 5 }, () => times),
    [4_000],
  )
}

/** A profile of both sides in which this text is the name of most imports. */
export function profileNamed(text: string): ImportProfile {
  const profile = makeProfile(
    five({ NAME: 900, other: 100, NAME3: 20 }),
    five({ NAME: 300, NAME2: 50 }),
  )
  const [first] = profile.candidate.costs
  const holder = { name: 'NAME', time: 500 }
  const candidate = { ...profile.candidate, costs: [{ ...first, holder }] }
  return JSON.parse(JSON.stringify({ ...profile, candidate }), (_, value) =>
    typeof value === 'string' ? value.replace('NAME', () => text) : value,
  )
}

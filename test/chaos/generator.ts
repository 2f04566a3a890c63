import fc, { type Arbitrary } from 'fast-check'
import type { LogOptions } from '../cloud/options.ts'
import {
  type Cancellation,
  calm,
  type Fault,
  type Meddling,
  type Moment,
  type Place,
  type Scenario,
  type Spoiling,
  type Unreachable,
} from './scenario.ts'

/** The scenario of a seed with a number: always the same one. */
export function scenarioOf(seed: number, index: number): Scenario {
  // Neighbouring seeds share no scenarios: 32 bits of a product with an odd number.
  const own = Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)
  const [scenario] = fc.sample(scenarios, { seed: own, numRuns: 1 })
  if (scenario === undefined) throw new Error('fast-check drew nothing')
  return scenario
}

const int = (min: number, max: number): Arbitrary<number> => fc.integer({ min, max })
const oneOf = <const T>(...values: readonly T[]): Arbitrary<T> => fc.constantFrom(...values)

/** Mostly the first one: the others in so many of 20. */
function rarely<T>(usual: T, others: Arbitrary<T>, weight = 4): Arbitrary<T> {
  return fc.oneof(
    { weight: 20 - weight, arbitrary: fc.constant(usual) },
    { weight, arbitrary: others },
  )
}

const load: Arbitrary<string> = fc.oneof(
  int(1, 4).map((n) => `burst ${n}`),
  fc.tuple(int(1, 3), int(1, 3)).map(([n, m]) => `burst ${n}\nburst ${m}`),
  fc.tuple(int(1, 3), int(1, 3)).map(([n, m]) => `burst ${n}\nrecycle\nburst ${m}`),
  int(1, 2).map((n) => `recycle\nburst ${n}\nrecycle\nburst ${n}`),
  fc.tuple(int(1, 3), int(3, 12)).map(([n, d]) => `users ${n} for ${d * 100}ms wait 50ms..200ms`),
  int(2, 10).map((r) => `rate ${r}/s for 700ms`),
  fc.tuple(int(1, 2), int(1, 2)).map(([n, m]) => `burst ${n}\nrounds 3 of ${m}`),
  int(1, 2).map((n) => `rounds 2 of ${n}\nusers 2 for 500ms wait 100ms`),
)

const resets = oneOf('before', 'unanswered', 'middle', 'after').map(
  (when) => ({ kind: 'reset', when }) as const,
)

const anywhere: Arbitrary<Spoiling> = fc.oneof(
  { weight: 3, arbitrary: resets },
  int(100, 3_000).map((ms) => ({ kind: 'stall', ms }) as const),
  int(5, 80).map((ms) => ({ kind: 'slow', ms }) as const),
  oneOf(500, 502, 503).map((status) => ({ kind: 'gateway', status }) as const),
  fc.constant({ kind: 'half' } as const),
)

const REFUSALS = {
  invoke: [
    [429, 'TooManyRequestsException'],
    [500, 'ServiceException'],
    [502, 'EC2UnexpectedException'],
    [503, 'ServiceUnavailableException'],
    [403, 'AccessDeniedException'],
    [403, 'ExpiredTokenException'],
  ],
  control: [
    [429, 'TooManyRequestsException'],
    [500, 'ServiceException'],
    [503, 'ServiceUnavailableException'],
    [409, 'ResourceConflictException'],
    [412, 'PreconditionFailedException'],
    [403, 'AccessDeniedException'],
    [403, 'ExpiredTokenException'],
  ],
  logs: [
    [400, 'ThrottlingException'],
    [500, 'InternalFailure'],
    [503, 'ServiceUnavailableException'],
    [400, 'AccessDeniedException'],
    [400, 'ExpiredTokenException'],
    [400, 'ResourceNotFoundException'],
  ],
  github: [401, 403, 404, 422, 429, 500, 502, 503].map((status) => [status, ''] as const),
} as const satisfies Readonly<Record<Place, readonly (readonly [number, string])[]>>

const refusalAt = (place: Place): Arbitrary<Spoiling> =>
  fc
    .constantFrom<readonly [number, string]>(...REFUSALS[place])
    .map(([status, type]) => ({ kind: 'refuse', status, type }))

const ofPages: Arbitrary<Spoiling> = fc.oneof(
  oneOf('expired', 'unknown', 'endless', 'same').map((how) => ({ kind: 'token', how }) as const),
  fc.constant({ kind: 'twice' } as const),
  fc.constant({ kind: 'scramble' } as const),
)

const fault: Arbitrary<Fault> = oneOf<Place>(
  'invoke',
  'invoke',
  'control',
  'logs',
  'logs',
  'github',
)
  .chain((place) =>
    fc.record({
      place: fc.constant(place),
      from: int(0, place === 'control' ? 12 : 5),
      times: fc.oneof(
        { weight: 6, arbitrary: int(1, 3) },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
      spoiling: fc.oneof(
        { weight: 2, arbitrary: anywhere },
        { weight: 1, arbitrary: refusalAt(place) },
        { weight: place === 'logs' ? 2 : 0, arbitrary: ofPages },
      ),
    }),
  )
  .map(({ spoiling, ...where }) => ({ ...spoiling, ...where }))

/** Of OIDC they last an hour, and then all services refuse them alike. */
const expiry: Arbitrary<readonly Fault[]> = fc
  .record({ invoke: int(0, 6), control: int(0, 12), logs: int(0, 4) })
  .map((from) => [
    expired('invoke', 403, from.invoke),
    expired('control', 403, from.control),
    expired('logs', 400, from.logs),
  ])

function expired(place: Place, status: number, from: number): Fault {
  return { kind: 'refuse', status, type: 'ExpiredTokenException', place, from, times: null }
}

const faults: Arbitrary<readonly Fault[]> = fc.oneof(
  { weight: 9, arbitrary: fc.array(fault, { maxLength: 4 }) },
  { weight: 1, arbitrary: expiry },
)

const unreachable: Arbitrary<readonly Unreachable[]> = rarely<readonly Unreachable[]>(
  [],
  fc
    .record({
      service: oneOf<Unreachable['service']>('lambda', 'logs', 'github'),
      how: oneOf<Unreachable['how']>('dns', 'tls', 'refused'),
    })
    .map((one) => [one]),
)

const logs: Arbitrary<LogOptions> = fc.record({
  lagMs: fc.oneof(
    { weight: 3, arbitrary: fc.constant([0, 100] as const) },
    { weight: 1, arbitrary: fc.constant([200, 2_000] as const) },
  ),
  pageSize: oneOf(2, 5, 50, 1_000),
  emptyPages: rarely(0, int(1, 2)),
  repeat: fc.boolean(),
  shuffle: fc.boolean(),
  dropReports: rarely(0, int(1, 2), 2),
  foreignReports: rarely(0, int(1, 4)),
  isSilent: rarely(false, fc.constant(true), 1),
  groupClass: rarely<'STANDARD' | 'INFREQUENT_ACCESS'>(
    'STANDARD',
    fc.constant('INFREQUENT_ACCESS'),
    1,
  ),
})

const moment: Arbitrary<Moment> = oneOf<Place>('invoke', 'invoke', 'control', 'logs').chain(
  (place) => fc.record({ place: fc.constant(place), call: int(0, place === 'control' ? 14 : 5) }),
)

const meddling: Arbitrary<readonly Meddling[]> = rarely<readonly Meddling[]>(
  [],
  fc
    .record({
      at: moment,
      what: oneOf<Meddling['what']>('memory', 'code', 'variables', 'all-variables'),
    })
    .map((one) => [one]),
)

const cancellation: Arbitrary<Cancellation | null> = rarely<Cancellation | null>(
  null,
  fc.record({ name: oneOf<Cancellation['name']>('SIGINT', 'SIGTERM', 'SIGKILL'), at: moment }),
)

const scenarios: Arbitrary<Scenario> = fc
  .record({
    load,
    thresholds: rarely(calm.thresholds, oneOf('', 'cold.init.p50 <= 1ms', 'missing.count == 0')),
    isCompared: rarely(false, fc.constant(true)),
    timeoutS: oneOf(15, 20, 25),
    logTimeoutS: oneOf(2, 3, 4),
    packageType: oneOf<Scenario['packageType']>('Zip', 'Image'),
    logFormat: oneOf<Scenario['logFormat']>('Text', 'Text', 'JSON'),
    initMs: int(20, 60),
    isSuppressed: rarely(false, fc.constant(true), 2),
    updateMs: oneOf(20, 200, 600),
    reservedConcurrency: rarely<number | null>(null, int(1, 2), 2),
    event: rarely<Scenario['event']>('answer', oneOf('throw', 'crash', 'hang'), 3),
    logs,
    clockMs: rarely(
      0,
      oneOf(-7, -2, 2, 7).map((minutes) => minutes * 60_000),
    ),
    faults,
    unreachable,
    meddling,
    cancellation,
    disk: rarely<Scenario['disk']>('fine', oneOf('folder-is-a-file', 'full', 'summary-full'), 2),
  })
  // Rounds keep a minute back to conclude, and would end after the first.
  .map((one) => (one.load.includes('rounds') ? { ...one, timeoutS: one.timeoutS + 65 } : one))

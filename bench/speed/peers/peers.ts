import { autocannon } from './autocannon.ts'
import { hey } from './hey.ts'
import { k6 } from './k6.ts'
import { locust } from './locust.ts'
import type { Peer } from './peer.ts'
import { wrk } from './wrk.ts'

export const PEERS: readonly Peer[] = [locust, hey, autocannon, wrk, k6]

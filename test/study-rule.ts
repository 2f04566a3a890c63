import type { ClientRule } from '../src/import/client-times.ts'

/** What the study took for a cold start: a client time over 1,000 ms. */
export const STUDY: ClientRule = { coldOver: 1_000 }

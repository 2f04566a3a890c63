import type { PullOptions } from '../options.ts'

/** How one new environment gets its package or image. */
export type Pull = {
  readonly far: boolean
  readonly ms: number
  readonly during: 'sandbox' | 'init'
}

export type ImageStore = {
  pull(): Pull
  /** New bytes were pushed: nothing of them is near. */
  push(): void
}

export function makeImageStore(options: PullOptions | undefined): ImageStore {
  let farPulls = options?.far ?? 0
  return {
    pull() {
      if (!options) return { far: false, ms: 0, during: 'sandbox' }
      const far = farPulls > 0
      if (far) farPulls -= 1
      return {
        far,
        ms: far ? options.farMs : options.nearMs,
        during: options.during ?? 'sandbox',
      }
    },
    push() {
      farPulls = options?.far ?? 0
    },
  }
}

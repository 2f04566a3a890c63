import type { VerdictKind } from '../verdict/verdict.ts'

/** The hidden first line of our comment: whose it is, and which run wrote it. */
export type CommentMarker = {
  readonly key: string
  readonly runId: number
  readonly runAttempt: number
  readonly verdict: string
}

export function renderMarker(
  key: string,
  run: { readonly runId: number; readonly runAttempt: number },
  verdict: VerdictKind,
): string {
  // encodeURIComponent leaves no character that could end the HTML comment or the line.
  return `<!-- lambda-cold-start-gate key=${encodeKey(key)} run=${run.runId}/${run.runAttempt} verdict=${verdict} -->`
}

/** @returns undefined when the text does not begin with our marker. */
export function parseMarker(body: string): CommentMarker | undefined {
  const found = /^<!-- lambda-cold-start-gate key=(\S*) run=(\d+)\/(\d+) verdict=([a-z]+) -->/.exec(
    body,
  )
  if (found === null) return undefined
  const [, key = '', runId, runAttempt, verdict = ''] = found
  return { key: decodeKey(key), runId: Number(runId), runAttempt: Number(runAttempt), verdict }
}

/** Whether a comment was written by a run that began after ours. */
export function isNewer(
  marker: CommentMarker,
  run: { readonly runId: number; readonly runAttempt: number },
): boolean {
  if (marker.runId !== run.runId) return marker.runId > run.runId
  return marker.runAttempt > run.runAttempt
}

/** "--" would end an HTML comment in some parsers. */
function encodeKey(key: string): string {
  return encodeURIComponent(key.toWellFormed()).replaceAll('--', '-%2D')
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

import { existsSync, readFileSync } from 'node:fs'

/** What the event was about, as far as it matters here; GitHub's words. */
type Payload = {
  readonly pull_request?: { readonly number?: number }
  /** A pull request is an issue that says so. */
  readonly issue?: { readonly number?: number; readonly pull_request?: object }
  readonly workflow_run?: unknown
}

/** The workflow run that this is a step of. Outside of one: no event, no repository, NaN. */
export const context = {
  payload: readPayload(process.env.GITHUB_EVENT_PATH ?? ''),
  repo: readRepository(process.env.GITHUB_REPOSITORY ?? ''),
  runId: Number.parseInt(process.env.GITHUB_RUN_ID ?? '', 10),
  runAttempt: Number.parseInt(process.env.GITHUB_RUN_ATTEMPT ?? '', 10),
} as const

function readPayload(path: string): Payload {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
}

function readRepository(text: string): { readonly owner: string; readonly repo: string } {
  const [owner = '', repo = ''] = text.split('/')
  return { owner, repo }
}

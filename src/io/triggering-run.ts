import { connectGitHub } from './github.ts'
import type { PullRequest } from './pull-request.ts'

/** The run that a `workflow_run` event tells of, as far as it leads to its pull request. */
export type TriggeringRun = {
  /** What triggered it. */
  readonly event: string
  readonly headSha: string
  readonly headBranch: string
  /** "owner/name" of the repository that the commit came from: a fork, maybe. */
  readonly headRepository: string
}

const CALL_TIMEOUT = 10_000

/** @returns undefined where the event is not as GitHub documents it. */
export function readTriggeringRun(run: unknown): TriggeringRun | undefined {
  const fields = run as Readonly<Record<string, unknown>> | null
  const { event, head_sha: headSha, head_branch: headBranch, head_repository: from } = fields ?? {}
  const { full_name: headRepository } = (from ?? {}) as { readonly full_name?: unknown }
  if (typeof event !== 'string' || typeof headSha !== 'string') return undefined
  if (typeof headBranch !== 'string' || typeof headRepository !== 'string') return undefined
  return { event, headSha, headBranch, headRepository }
}

/**
 * The open pull request whose head is the very commit that was measured. GitHub is asked, for the
 * run's own list is empty for forks, and what a fork's run wrote could name any pull request.
 *
 * @returns undefined when there is none, as after a newer push.
 */
export async function findPullRequest(
  token: string,
  { owner, repo }: Pick<PullRequest, 'owner' | 'repo'>,
  { headSha, headBranch, headRepository }: TriggeringRun,
): Promise<number | undefined> {
  const octokit = await connectGitHub(token)
  const [headOwner = ''] = headRepository.split('/')
  const { data } = await octokit.rest.pulls.list({
    ...{ owner, repo, state: 'open', per_page: 100 },
    head: `${headOwner}:${headBranch}`,
    request: { signal: AbortSignal.timeout(CALL_TIMEOUT) },
  })
  const numbers = data
    .filter(({ head }) => head.sha === headSha && head.repo?.full_name === headRepository)
    .map(({ number }) => number)
  // One branch may be asked to be merged into several: all have this commit.
  return numbers.sort((a, b) => a - b)[0]
}

import { getOctokit } from '@actions/github'
import { retry } from '@octokit/plugin-retry'
import { type CommentMarker, parseMarker } from '../report/marker.ts'

/** Where to comment. */
export type PullRequest = {
  readonly owner: string
  readonly repo: string
  readonly number: number
}

export type ExistingComment = { readonly id: number; readonly marker: CommentMarker }

/** One pull request, as far as the gate touches it. */
export type PullRequestApi = {
  /** Our comment with this key; the oldest, should there be several. */
  readonly findComment: (key: string) => Promise<ExistingComment | undefined>
  /** @returns the comment's URL. */
  readonly writeComment: (existing: ExistingComment | undefined, body: string) => Promise<string>
  /** Labels as they are now: the event's list is as old as the run. */
  readonly readLabels: () => Promise<readonly string[]>
}

type Author = { readonly login?: string; readonly type?: string } | null | undefined

const CALL_TIMEOUT = 10_000
const PAGE = 100

export function connectPullRequest(
  token: string,
  { owner, repo, number }: PullRequest,
): PullRequestApi {
  const octokit = getOctokit(token, { retry: { retries: 2 } }, retry)
  const { issues } = octokit.rest
  const place = { owner, repo, issue_number: number }
  const request = (): { readonly signal: AbortSignal } => ({
    signal: AbortSignal.timeout(CALL_TIMEOUT),
  })

  /** Undefined for the workflow's own token, which may not ask who it is. */
  async function readLogin(): Promise<string | undefined> {
    try {
      const { data } = await octokit.rest.users.getAuthenticated({ request: request() })
      return data.login
    } catch {
      return undefined
    }
  }

  return {
    findComment: async (key) => {
      const login = await readLogin()
      for (let page = 1; ; page += 1) {
        const paging = { per_page: PAGE, page, request: request() }
        const { data, headers } = await issues.listComments({ ...place, ...paging })
        for (const { id, body, user } of data) {
          const marker = parseMarker(body ?? '')
          if (marker?.key === key && isOurs(user, login)) return { id, marker }
        }
        // More than were asked for: a server that knows no pages.
        const isLast = data.length !== PAGE && !headers.link?.includes('rel="next"')
        if (isLast || data.length === 0) return undefined
      }
    },
    writeComment: async (existing, body) => {
      const { data } =
        existing === undefined
          ? await issues.createComment({ ...place, body, request: request() })
          : await issues.updateComment({
              owner,
              repo,
              comment_id: existing.id,
              body,
              request: request(),
            })
      return data.html_url ?? ''
    },
    readLabels: async () => {
      const { data } = await issues.listLabelsOnIssue({
        ...place,
        per_page: 100,
        request: request(),
      })
      return data.map(({ name }) => name)
    },
  }
}

/**
 * Anyone can post a comment that begins with our marker; writing our report into it would let its
 * author change it. An app's token cannot ask for its login, and people cannot be of type Bot.
 */
function isOurs(author: Author, login: string | undefined): boolean {
  if (author === undefined) return true
  if (author === null) return false
  if (login !== undefined) return author.login === login
  return author.type === 'Bot' || author.login === 'github-actions[bot]'
}

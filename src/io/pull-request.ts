import { type CommentMarker, isNewer, parseMarker } from '../report/marker.ts'
import type { ExistingComment, PullRequestDesk } from '../report/publish.ts'
import type { Override } from '../verdict/verdict.ts'
import { connectGitHub, type GitHub } from './github.ts'

/** Where to comment. */
export type PullRequest = {
  readonly owner: string
  readonly repo: string
  readonly number: number
}

type Author = { readonly login?: string; readonly type?: string } | null | undefined
type Labelling = Override['setBy']
type Found = { readonly id: number; readonly marker: CommentMarker }

const CALL_TIMEOUT = 10_000
const PAGE = 100
/** Who set a label is not worth more calls than this. */
const MOST_TIMELINE_PAGES = 5

/** One pull request, as far as the gate touches it. */
export function connectPullRequest(
  token: string,
  { owner, repo, number }: PullRequest,
): PullRequestDesk {
  let connecting: Promise<GitHub> | undefined
  const connect = async (): Promise<GitHub['rest']> => {
    connecting ??= connectGitHub(token)
    return (await connecting).rest
  }
  const place = { owner, repo, issue_number: number }
  const request = (): { readonly signal: AbortSignal } => ({
    signal: AbortSignal.timeout(CALL_TIMEOUT),
  })

  /** Undefined for the workflow's own token, which may not ask who it is. */
  async function readLogin(): Promise<string | undefined> {
    try {
      const { users } = await connect()
      const { data } = await users.getAuthenticated({ request: request() })
      return data.login
    } catch {
      return undefined
    }
  }

  async function findComment(key: string): Promise<ExistingComment | undefined> {
    const { issues } = await connect()
    const login = await readLogin()
    const ours = new Map<number, Found>()
    const seen = new Set<number>()
    for (let page = 1; ; page += 1) {
      const paging = { per_page: PAGE, page, request: request() }
      const { data, headers } = await issues.listComments({ ...place, ...paging })
      const known = seen.size
      for (const { id, body, user } of data) {
        seen.add(id)
        const marker = parseMarker(body ?? '')
        if (marker?.key === key && isOurs(user, login)) ours.set(id, { id, marker })
      }
      // A server that knows no pages sends more than were asked for, or the same ones again.
      const isLast = data.length !== PAGE && !headers.link?.includes('rel="next"')
      if (isLast || seen.size === known) return joinDuplicates([...ours.values()])
    }
  }

  async function updateComment({ id, duplicates }: ExistingComment, body: string): Promise<string> {
    const { issues } = await connect()
    const { data } = await issues.updateComment({
      owner,
      repo,
      comment_id: id,
      body,
      request: request(),
    })
    for (const duplicate of duplicates) {
      // One that is left is for the next run to remove.
      await issues
        .deleteComment({ owner, repo, comment_id: duplicate, request: request() })
        .catch(() => undefined)
    }
    return data.html_url ?? ''
  }

  /** GitHub may have created it and failed only to say so: repeating that would leave two. */
  async function createComment(body: string): Promise<string> {
    const { issues } = await connect()
    try {
      const once = { ...request(), retries: 0 }
      const { data } = await issues.createComment({ ...place, body, request: once })
      return data.html_url ?? ''
    } catch (error) {
      const own = parseMarker(body)
      // Octokit gives a timeout and a lost connection the status 500.
      const { status = 0 } = error as { status?: number }
      if (own === undefined || status < 500) throw error
      const created = await findComment(own.key).catch(() => undefined)
      if (created === undefined || isNewer(created.marker, own)) throw error
      return await updateComment(created, body)
    }
  }

  async function readTimeline(page: number): Promise<{
    readonly events: readonly object[]
    readonly last: number
  }> {
    const { issues } = await connect()
    const paging = { per_page: PAGE, page, request: request() }
    const { data, headers } = await issues.listEventsForTimeline({ ...place, ...paging })
    const [, last = page] = /[?&]page=(\d+)[^>]*>; rel="last"/.exec(headers.link ?? '') ?? []
    return { events: data, last: Number(last) }
  }

  /**
   * From the timeline: unlike an issue's list of events, it may be read with the permission for pull
   * requests alone. Its newest page is the last one.
   */
  async function readLabelling(label: string): Promise<Labelling> {
    const first = await readTimeline(1)
    for (let page = first.last; page > Math.max(0, first.last - MOST_TIMELINE_PAGES); page -= 1) {
      const { events } = page === 1 ? first : await readTimeline(page)
      const found = findLabelling(events, label)
      if (found !== undefined) return found
    }
    return undefined
  }

  return {
    findComment,
    writeComment: async (existing, body) =>
      existing === undefined ? await createComment(body) : await updateComment(existing, body),
    readLabels: async () => {
      const { issues } = await connect()
      const { data } = await issues.listLabelsOnIssue({
        ...place,
        per_page: 100,
        request: request(),
      })
      return data.map(({ name }) => name)
    },
    readLabelling,
  }
}

type TimelineEvent = {
  readonly event?: string
  readonly label?: { readonly name?: string }
  /** Null for an account that is gone. */
  readonly actor?: { readonly login?: string } | null
  readonly created_at?: string
}

/** The newest time that the label was set, of events in the order of time. */
function findLabelling(events: readonly TimelineEvent[], label: string): Labelling {
  const found = events.findLast(
    ({ event, label: own }) => event === 'labeled' && own?.name === label,
  )
  const login = found?.actor?.login
  const at = Date.parse(found?.created_at ?? '')
  return login === undefined || Number.isNaN(at) ? undefined : { login, at }
}

/** The oldest one stays, for it is the one that people have linked to. */
function joinDuplicates(found: readonly Found[]): ExistingComment | undefined {
  const [oldest, ...others] = found.toSorted((a, b) => a.id - b.id)
  if (oldest === undefined) return undefined
  const marker = others.reduce(
    (newest, other) => (isNewer(other.marker, newest) ? other.marker : newest),
    oldest.marker,
  )
  return { id: oldest.id, marker, duplicates: others.map(({ id }) => id) }
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

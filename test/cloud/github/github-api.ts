import { type Answer, type ApiRequest, fields, jsonAnswer, Refusal } from '../exchange.ts'
import type { GitHubOptions } from '../options.ts'
import type { Comment, CommentStore } from './comment-store.ts'

type Call = { readonly request: ApiRequest; readonly repository: string; readonly number: number }

type Route = {
  readonly method: string
  readonly path: RegExp
  readonly kind: 'read' | 'comment' | 'other' | 'user'
  readonly run: (call: Call) => Answer
}

const maxBody = 65_536

/** GitHub's comment API; null for a path that is not GitHub's. */
export function makeGitHubApi(
  store: CommentStore,
  options: GitHubOptions,
  calls: string[],
  refused: string[],
): (request: ApiRequest) => Answer | null {
  const login = options.login ?? 'github-actions[bot]'

  function list(call: Call): Answer {
    return listPage(
      call,
      store.of(call.number).map((comment) => render(comment, call)),
    )
  }

  function create(call: Call): Answer {
    return jsonAnswer(201, render(store.add(call.number, login, readText(call)), call))
  }

  function edit(call: Call): Answer {
    const comment = own(call)
    const body = readText(call)
    store.edit(comment.id, body)
    return jsonAnswer(200, render({ ...comment, body }, call))
  }

  function remove(call: Call): Answer {
    store.remove(own(call).id)
    return { status: 204, body: '' }
  }

  function own({ number }: Call): Comment {
    const comment = store.find(number)
    if (!comment) throw new Refusal(404, '', 'Not Found')
    if (comment.user !== login) throw forbidden()
    return comment
  }

  function listLabels(): Answer {
    const labels = options.labels ?? []
    return jsonAnswer(
      200,
      labels.map((name, index) => ({ id: index + 1, name, color: 'ededed', default: false })),
    )
  }

  /** https://docs.github.com/en/rest/pulls/pulls: `head` is "owner:branch"; without it, all are listed. */
  function listPulls({ request }: Call): Answer {
    const head = new URLSearchParams(request.query).get('head')
    const pulls = (options.pulls ?? []).filter(
      ({ from, branch }) => head === null || head === `${from?.split('/')[0]}:${branch}`,
    )
    return jsonAnswer(
      200,
      pulls.map(({ number, headSha, from, branch }) => ({
        number,
        state: 'open',
        head: { sha: headSha, ref: branch, repo: from === null ? null : { full_name: from } },
      })),
    )
  }

  /** Comments first, then each label, all set by one person at one time. */
  function listTimeline(call: Call): Answer {
    const labels = (options.labels ?? []).map((name) => ({
      event: 'labeled',
      label: { name, color: 'ededed' },
      actor: renderUser('maintainer'),
      created_at: '2026-11-22T14:03:09Z',
    }))
    const comments = store.of(call.number).map((one) => ({ event: 'commented', id: one.id }))
    return listPage(call, [...comments, ...labels])
  }

  function getUser(): Answer {
    // https://github.com/orgs/community/discussions/25472: a workflow's token is no user's.
    if (!options.user) throw forbidden()
    return jsonAnswer(200, renderUser(login))
  }

  function render(comment: Comment, { repository }: Call): unknown {
    return {
      id: comment.id,
      user: renderUser(comment.user),
      body: comment.body,
      html_url: `https://github.com/${repository}/pull/${comment.issue}#issuecomment-${comment.id}`,
      created_at: comment.createdAt,
      updated_at: comment.createdAt,
      performed_via_github_app:
        comment.user === 'github-actions[bot]'
          ? { id: 15368, slug: 'github-actions', name: 'GitHub Actions' }
          : null,
    }
  }

  const comments = '/repos/([^/]+/[^/]+)/issues/(\\d+)/comments'
  const comment = '/repos/([^/]+/[^/]+)/issues/comments/(\\d+)'
  const routes: readonly Route[] = [
    route('GET', comments, 'read', list),
    route('POST', comments, 'comment', create),
    route('PATCH', comment, 'comment', edit),
    route('DELETE', comment, 'comment', remove),
    route('GET', '/repos/([^/]+/[^/]+)/issues/(\\d+)/labels', 'other', listLabels),
    route('GET', '/repos/([^/]+/[^/]+)/pulls', 'read', listPulls),
    route('GET', '/repos/([^/]+/[^/]+)/issues/(\\d+)/timeline', 'other', listTimeline),
    route('GET', '/user', 'user', getUser),
  ]

  /** https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
  function isPermitted(kind: Route['kind']): boolean {
    const granted = options.permissions?.['pull-requests']
    if (options.permissions === undefined || kind === 'user') return true
    return granted === 'write' || (granted === 'read' && kind !== 'comment')
  }

  function answer(request: ApiRequest): Answer {
    calls.push(`${request.method} ${request.path}`)
    const token = /^(?:token|bearer) \S+$/i.test(request.headers.authorization ?? '')
    if (!token) throw new Refusal(401, '', 'Requires authentication')
    for (const { method, path, kind, run } of routes) {
      const found = method === request.method ? path.exec(request.path) : null
      if (!found) continue
      if (options.deny === 'all' || options.deny === kind || !isPermitted(kind)) {
        refused.push(`${request.method} ${request.path}`)
        throw forbidden()
      }
      return run({ request, repository: found[1] ?? '', number: Number(found[2]) })
    }
    throw new Refusal(404, '', 'Not Found')
  }

  return (request) => {
    if (!/^\/(?:repos|user)(?:\/|$)/.test(request.path)) return null
    try {
      return answer(request)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return jsonAnswer(error.status, { message: error.message, ...error.details })
    }
  }
}

function listPage({ request }: Call, all: readonly unknown[]): Answer {
  const query = new URLSearchParams(request.query)
  const size = Math.min(Number(query.get('per_page') ?? 30), 100)
  const page = Number(query.get('page') ?? 1)
  const links = renderLink(request, page, Math.max(1, Math.ceil(all.length / size)))
  return jsonAnswer(200, all.slice((page - 1) * size, page * size), links)
}

function route(method: string, path: string, kind: Route['kind'], run: Route['run']): Route {
  return { method, path: new RegExp(`^${path}$`), kind, run }
}

function readText({ request }: Call): string {
  const { body } = fields(JSON.parse(request.body.toString()))
  if (typeof body !== 'string' || body === '') {
    throw new Refusal(422, '', 'Validation Failed', {
      errors: [{ resource: 'IssueComment', code: 'missing_field', field: 'body' }],
    })
  }
  if (body.length > maxBody) {
    throw new Refusal(422, '', 'Validation Failed', {
      errors: [
        {
          resource: 'IssueComment',
          code: 'unprocessable',
          field: 'data',
          message: `body is too long (maximum is ${maxBody} characters)`,
        },
      ],
    })
  }
  return body
}

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
function renderLink(
  request: ApiRequest,
  page: number,
  last: number,
): Readonly<Record<string, string>> {
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams(request.query)
    query.set('page', String(to))
    return `<http://${request.headers.host}${request.path}?${query}>; rel="${rel}"`
  }
  const before = page > 1 ? [link(page - 1, 'prev'), link(1, 'first')] : []
  const after = page < last ? [link(page + 1, 'next'), link(last, 'last')] : []
  const links = [...before, ...after]
  return links.length === 0 ? {} : { link: links.join(', ') }
}

function renderUser(login: string): unknown {
  return { login, type: login.endsWith('[bot]') ? 'Bot' : 'User' }
}

const forbidden = (): Refusal => new Refusal(403, '', 'Resource not accessible by integration')

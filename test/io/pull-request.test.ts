import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { renderMarker } from '../../src/report/marker.ts'
import type { PullRequestDesk } from '../../src/report/publish.ts'
import { type FarEnd, startFarEnd } from './far-end.ts'

type Comment = { readonly id: number; body: string }

/** What the server has, what it was asked, and how it answers instead of doing right. */
let comments: Comment[] = []
let calls: string[] = []
let timeline: readonly object[] = []
let isPaged = true
let fail: (call: string, response: ServerResponse) => boolean = () => false

let github: FarEnd
let pullRequest: PullRequestDesk

beforeAll(async () => {
  github = await startFarEnd(answer)
  // Read when the pull request is connected.
  process.env.GITHUB_API_URL = github.url
  const { connectPullRequest } = await import('../../src/io/pull-request.ts')
  pullRequest = connectPullRequest('token', { owner: 'o', repo: 'r', number: 1 })
})

afterAll(() => github.close())

beforeEach(() => {
  comments = []
  timeline = []
  calls = []
  isPaged = true
  fail = () => false
})

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const url = new URL(request.url ?? '', github.url)
  const call = `${request.method} ${url.pathname}`
  if (url.pathname !== '/user') calls.push(call)
  const send = (status: number, value?: unknown): void => {
    if (fail(call, response)) return
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(value === undefined ? '' : JSON.stringify(value))
  }
  const describe = ({ id, body }: Comment) => ({
    id,
    body,
    user: { login: 'github-actions[bot]', type: 'Bot' },
    html_url: `https://github.com/o/r/pull/1#issuecomment-${id}`,
  })
  const id = Number(/\/comments\/(\d+)$/.exec(url.pathname)?.[1])
  if (request.method === 'POST') {
    comments.push({ id: 1000 + comments.length, body: JSON.parse(body).body })
    send(201, describe(comments.at(-1) as Comment))
  } else if (request.method === 'PATCH') {
    const comment = comments.find((one) => one.id === id) as Comment
    comment.body = JSON.parse(body).body
    send(200, describe(comment))
  } else if (request.method === 'DELETE') {
    if (!fail(call, response)) {
      comments = comments.filter((one) => one.id !== id)
      send(204)
    }
  } else if (url.pathname.endsWith('/comments')) {
    const page = Number(url.searchParams.get('page'))
    const shown = isPaged ? comments.slice((page - 1) * 100, page * 100) : comments
    send(200, shown.map(describe))
  } else if (url.pathname.endsWith('/timeline')) {
    const page = Number(url.searchParams.get('page'))
    const last = Math.max(1, Math.ceil(timeline.length / 100))
    const link = `<${github.url}${url.pathname}?per_page=100&page=${last}>; rel="last"`
    if (page < last) response.setHeader('link', link)
    send(200, timeline.slice((page - 1) * 100, page * 100))
  } else send(403, { message: 'Resource not accessible by integration' })
}

function refuse(response: ServerResponse, status: number): true {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end('{"message":"no"}')
  return true
}

const ours = (runId: number, key = 'app'): string =>
  `${renderMarker(key, { runId, runAttempt: 1 }, 'pass')}\nrun ${runId}`
const ids = (): readonly number[] => comments.map(({ id }) => id)
const posts = (): number => calls.filter((call) => call.startsWith('POST')).length
const isPost = (call: string): boolean => call.startsWith('POST')

test('a comment that GitHub created and then answered with 502 is found, not made twice', async () => {
  fail = (call, response) => isPost(call) && refuse(response, 502)
  const url = await pullRequest.writeComment(undefined, ours(5))
  expect(posts()).toBe(1)
  expect(comments.map(({ body }) => body)).toEqual([ours(5)])
  expect(url).toBe('https://github.com/o/r/pull/1#issuecomment-1000')
})

test('so is one whose answer was lost on the way', async () => {
  fail = (call, response) => isPost(call) && response.destroy() === response
  expect(await pullRequest.writeComment(undefined, ours(5))).toContain('issuecomment-1000')
  expect(posts()).toBe(1)
  expect(ids()).toEqual([1000])
})

test('one that was not created is the error that GitHub sent, after one attempt', async () => {
  fail = (call, response) => {
    if (isPost(call)) comments = []
    return isPost(call) && refuse(response, 502)
  }
  await expect(pullRequest.writeComment(undefined, ours(5))).rejects.toMatchObject({ status: 502 })
  expect(posts()).toBe(1)
})

test('a refusal is not looked into', async () => {
  fail = (call, response) => isPost(call) && refuse(response, 403)
  await expect(pullRequest.writeComment(undefined, ours(5))).rejects.toMatchObject({ status: 403 })
  expect(calls).toEqual(['POST /repos/o/r/issues/1/comments'])
})

test('the comment of a newer run, found after a failure, stays as it is', async () => {
  fail = (call, response) => {
    if (isPost(call)) comments = [{ id: 3, body: ours(9) }]
    return isPost(call) && refuse(response, 502)
  }
  await expect(pullRequest.writeComment(undefined, ours(5))).rejects.toMatchObject({ status: 502 })
  expect(comments).toEqual([{ id: 3, body: ours(9) }])
})

const talk = (count: number, from: number): Comment[] =>
  Array.from({ length: count }, (_, i) => ({ id: from + i, body: 'looks good' }))

test('of several comments on several pages the oldest is kept, and the others go', async () => {
  comments = [
    { id: 12, body: ours(2) },
    ...talk(150, 100),
    { id: 11, body: ours(1) },
    { id: 13, body: ours(3, 'other') },
    { id: 14, body: ours(2) },
  ]
  const existing = await pullRequest.findComment('app')
  expect(existing).toMatchObject({ id: 11, marker: { runId: 2 }, duplicates: [12, 14] })
  await pullRequest.writeComment(existing, ours(4))
  expect(ids()).toEqual([...talk(150, 100).map(({ id }) => id), 11, 13])
  expect(comments.find(({ id }) => id === 11)?.body).toBe(ours(4))
})

test('a duplicate that may not be deleted stays, and nothing fails', async () => {
  comments = [
    { id: 11, body: ours(1) },
    { id: 12, body: ours(1) },
    { id: 13, body: ours(1) },
  ]
  fail = (call, response) => call.endsWith('/12') && refuse(response, 403)
  const existing = await pullRequest.findComment('app')
  expect(await pullRequest.writeComment(existing, ours(4))).toContain('issuecomment-11')
  expect(ids()).toEqual([11, 12])
})

test.each([99, 100, 101])('a server that knows no pages and has %d comments', async (count) => {
  isPaged = false
  comments = [...talk(count - 1, 100), { id: 7, body: ours(1) }]
  expect(await pullRequest.findComment('app')).toMatchObject({ id: 7, duplicates: [] })
  expect(calls.length).toBeLessThanOrEqual(2)
})

const labeled = (name: string, login: string | null, day: number): object => ({
  event: 'labeled',
  label: { name },
  actor: login === null ? null : { login },
  created_at: `2026-11-${day}T08:00:00Z`,
})
const commits = (count: number): readonly object[] =>
  Array.from({ length: count }, () => ({ event: 'committed', sha: 'a1' }))

test('who set a label is read from the newest page of the timeline, without reading all of it', async () => {
  timeline = [
    labeled('slow', 'first', 10),
    ...commits(320),
    labeled('slow', 'second', 11),
    { ...labeled('slow', 'third', 12), event: 'unlabeled' },
    labeled('slow', 'fourth', 13),
    labeled('other', 'fifth', 14),
  ]
  const setBy = { login: 'fourth', at: Date.parse('2026-11-13T08:00:00Z') }
  expect(await pullRequest.readLabelling('slow')).toEqual(setBy)
  expect(calls).toHaveLength(2)
})

test('an older page is looked through where the newest does not tell', async () => {
  timeline = [...commits(150), labeled('slow', 'first', 10), ...commits(70)]
  expect(await pullRequest.readLabelling('slow')).toMatchObject({ login: 'first' })
  timeline = [labeled('slow', 'first', 10), ...commits(70)]
  expect(await pullRequest.readLabelling('slow')).toMatchObject({ login: 'first' })
})

test.each([
  ['nobody set it', commits(250)],
  ['it was set too long ago to look for', [labeled('slow', 'first', 10), ...commits(700)]],
  ['whose account is gone', [labeled('slow', null, 10)]],
  ['at a time that is none', [{ ...labeled('slow', 'first', 10), created_at: 'soon' }]],
])('who set a label stays unknown where %s', async (_, events) => {
  timeline = events
  expect(await pullRequest.readLabelling('slow')).toBeUndefined()
  expect(calls.length).toBeLessThanOrEqual(6)
})

import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type FarEnd, startFarEnd } from './far-end.ts'

type Module = typeof import('../../src/io/triggering-run.ts')

let github: FarEnd
let module: Module
let asked: URL | undefined
let pulls: readonly object[] = []

beforeAll(async () => {
  github = await startFarEnd((request: IncomingMessage, response: ServerResponse) => {
    asked = new URL(request.url ?? '', github.url)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(pulls))
  })
  // Read when the pull request is connected.
  process.env.GITHUB_API_URL = github.url
  module = await import('../../src/io/triggering-run.ts')
})

afterAll(() => github.close())

const RUN = {
  event: 'pull_request',
  headSha: 'abc',
  headBranch: 'feature/a&b',
  headRepository: 'contributor/model',
}

const pull = (number: number, sha: string, from: string | null): object => ({
  number,
  head: { sha, repo: from === null ? null : { full_name: from } },
})

function find(...listed: readonly object[]): Promise<number | undefined> {
  pulls = listed
  return module.findPullRequest('token', { owner: 'o', repo: 'r' }, RUN)
}

test('the pull request is the one whose head is the commit that was measured', async () => {
  expect(await find(pull(8, 'old', 'contributor/model'), pull(9, 'abc', 'contributor/model'))).toBe(
    9,
  )
  expect(asked?.pathname).toBe('/repos/o/r/pulls')
  expect(asked?.searchParams.get('head')).toBe('contributor:feature/a&b')
  expect(asked?.searchParams.get('state')).toBe('open')
})

test.each<[string, readonly object[]]>([
  ['there is none', []],
  ['it has newer commits', [pull(9, 'newer', 'contributor/model')]],
  ['the same commit comes from another repository', [pull(9, 'abc', 'someone/model')]],
  ['the fork is gone', [pull(9, 'abc', null)]],
])('none is commented when %s', async (_, listed) => {
  expect(await find(...listed)).toBeUndefined()
})

test('of one branch into several, the first pull request is commented', async () => {
  const from = 'contributor/model'
  expect(await find(pull(12, 'abc', from), pull(9, 'abc', from))).toBe(9)
})

test.each<[string, unknown]>([
  ['nothing', null],
  [
    'no repository',
    { event: 'pull_request', head_sha: 'abc', head_branch: 'b', head_repository: null },
  ],
  [
    'no branch',
    {
      event: 'pull_request',
      head_sha: 'abc',
      head_branch: null,
      head_repository: { full_name: 'a/b' },
    },
  ],
  ['numbers', { event: 1, head_sha: 2, head_branch: 3, head_repository: { full_name: 4 } }],
])('an event with %s is no run', (_, event) => {
  expect(module.readTriggeringRun(event)).toBeUndefined()
})

test('an event is read by the names that GitHub gives', () => {
  expect(
    module.readTriggeringRun({
      event: 'pull_request',
      head_sha: 'abc',
      head_branch: 'feature/a&b',
      head_repository: { full_name: 'contributor/model', private: false },
      pull_requests: [],
    }),
  ).toEqual(RUN)
})

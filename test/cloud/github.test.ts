import { getOctokit } from '@actions/github'
import { expect, test } from '@jest/globals'
import type { Cloud } from './cloud.ts'
import { inCloud } from './in-cloud.ts'
import type { GitHubOptions } from './options.ts'

const issue = { owner: 'o', repo: 'r', issue_number: 7 }

async function onGitHub(
  github: GitHubOptions,
  use: (octokit: ReturnType<typeof getOctokit>, cloud: Cloud) => Promise<void>,
): Promise<void> {
  await inCloud({ functions: [], github }, async (cloud) => {
    await use(getOctokit('token', { baseUrl: cloud.url }), cloud)
  })
}

test('all comments are found by following the links', async () => {
  await onGitHub({ foreignComments: 250, marker: '<!-- m -->' }, async (octokit, cloud) => {
    const { rest } = octokit
    const first = await rest.issues.listComments({ ...issue, per_page: 100 })
    expect(first.data).toHaveLength(100)
    expect(first.headers.link).toContain('rel="next"')
    expect(first.headers.link).toContain('page=3>; rel="last"')
    const all = await octokit.paginate(rest.issues.listComments, { ...issue, per_page: 100 })
    expect(new Set(all.map((comment) => comment.id)).size).toBe(250)
    expect(all.filter((comment) => comment.body?.startsWith('<!-- m -->\n'))).toHaveLength(84)
    expect(all.filter((comment) => comment.user?.type === 'Bot')).toEqual([])
    expect(cloud.calls).toEqual(Array(4).fill('GET /repos/o/r/issues/7/comments'))
  })
})

test('our comment is created, edited and removed', async () => {
  await onGitHub({ foreignComments: 1 }, async ({ rest }, cloud) => {
    const created = await rest.issues.createComment({ ...issue, body: 'one' })
    expect(created.status).toBe(201)
    expect(created.data).toMatchObject({
      user: { login: 'github-actions[bot]', type: 'Bot' },
      performed_via_github_app: { slug: 'github-actions' },
      html_url: `https://github.com/o/r/pull/7#issuecomment-${created.data.id}`,
    })
    const ours = { owner: 'o', repo: 'r', comment_id: created.data.id }
    await rest.issues.updateComment({ ...ours, body: 'two' })
    expect(cloud.comments(7)).toMatchObject([
      { user: 'reader-0' },
      { id: created.data.id, user: 'github-actions[bot]', body: 'two' },
    ])
    await rest.issues.deleteComment(ours)
    expect(cloud.comments(7)).toHaveLength(1)
    await expect(rest.issues.updateComment({ ...ours, body: 'x' })).rejects.toMatchObject({
      status: 404,
    })
    cloud.addComment(7, 'reviewer', 'nice')
    expect(cloud.comments(7)[1]).toMatchObject({ user: 'reviewer', body: 'nice' })
  })
})

test('a body beyond 65,536 characters is refused', async () => {
  await onGitHub({}, async ({ rest }) => {
    await rest.issues.createComment({ ...issue, body: 'x'.repeat(65_536) })
    await expect(
      rest.issues.createComment({ ...issue, body: 'x'.repeat(65_537) }),
    ).rejects.toMatchObject({ status: 422, message: expect.stringMatching(/body is too long/) })
  })
})

test('a token that may not write is refused in the words of GitHub', async () => {
  await onGitHub({ deny: 'comment' }, async ({ rest }, cloud) => {
    expect((await rest.issues.listComments(issue)).data).toEqual([])
    await expect(rest.issues.createComment({ ...issue, body: 'x' })).rejects.toMatchObject({
      status: 403,
      message: expect.stringMatching(/Resource not accessible by integration/),
    })
    expect(cloud.comments(7)).toEqual([])
  })
})

test('labels are listed, and a workflow token is no user', async () => {
  await onGitHub({ labels: ['accept-slow'] }, async ({ rest }) => {
    expect((await rest.issues.listLabelsOnIssue(issue)).data).toMatchObject([
      { name: 'accept-slow' },
    ])
    await expect(rest.users.getAuthenticated()).rejects.toMatchObject({ status: 403 })
  })
  await onGitHub({ login: 'me', user: true }, async ({ rest }) => {
    expect((await rest.users.getAuthenticated()).data).toMatchObject({ login: 'me', type: 'User' })
  })
})

test('a request without a token is refused', async () => {
  await onGitHub({}, async (_, cloud) => {
    const response = await fetch(`${cloud.url}/repos/o/r/issues/7/comments`)
    expect([response.status, await response.json()]).toEqual([
      401,
      { message: 'Requires authentication' },
    ])
  })
})

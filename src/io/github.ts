import { retry } from '@octokit/plugin-retry'
import { Agent, fetch } from 'undici'
import { makeDialer } from './dial.ts'

type Toolkit = typeof import('@actions/github')
export type GitHub = ReturnType<Toolkit['getOctokit']>

/**
 * GitHub's REST API, at GITHUB_API_URL: on an Enterprise Server that has a path, `/api/v3`.
 *
 * Connections are opened as all others are, so that the same proxies, the same NO_PROXY and the same
 * words for a certificate hold. The toolkit reads these variables otherwise, and while it is loaded:
 * one that it cannot read rejects here, where it costs the comment and not the run.
 */
export async function connectGitHub(token: string): Promise<GitHub> {
  const baseUrl = (process.env.GITHUB_API_URL || 'https://api.github.com').replace(/\/+$/, '')
  // Its words for a proxy that cannot be read leave out the password.
  await dialerOf(new URL(baseUrl))
  const { getOctokit } = await import('@actions/github')
  const dispatcher = new Agent({
    connect: ({ protocol, host = '' }, callback) => {
      dial(new URL(`${protocol}//${host}`)).then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      )
    },
  })
  const options = {
    baseUrl,
    userAgent: 'lambda-cold-start-gate',
    retry: { retries: 2 },
    request: {
      fetch: (url: string, init: object) => fetch(url, { ...init, dispatcher }),
    },
  }
  return getOctokit(token, options, retry)
}

async function dialerOf(origin: URL): Promise<ReturnType<typeof makeDialer>> {
  return makeDialer(origin)
}

async function dial(origin: URL): ReturnType<ReturnType<typeof makeDialer>> {
  return await (await dialerOf(origin))()
}

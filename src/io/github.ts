import { Octokit } from '@octokit/core'
import { restEndpointMethods } from '@octokit/plugin-rest-endpoint-methods'
import { retry } from '@octokit/plugin-retry'
import { Agent, fetch } from 'undici'
import { makeDialer } from './dial.ts'

const Client = Octokit.plugin(restEndpointMethods, retry)

/**
 * GitHub's REST API, at GITHUB_API_URL: on an Enterprise Server that has a path, `/api/v3`.
 *
 * Connections are opened as all others are, so that the same proxies, the same NO_PROXY and the same
 * words for a certificate hold. The toolkit's client reads these variables otherwise, and when it is
 * imported: one that it cannot read would end the run before anything is told.
 */
export function connectGitHub(token: string): InstanceType<typeof Client> {
  const dispatcher = new Agent({
    connect: ({ protocol, host = '' }, callback) => {
      dial(new URL(`${protocol}//${host}`)).then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      )
    },
  })
  const baseUrl = (process.env.GITHUB_API_URL || 'https://api.github.com').replace(/\/+$/, '')
  return new Client({
    auth: token,
    baseUrl,
    userAgent: 'lambda-cold-start-gate',
    retry: { retries: 2 },
    request: {
      fetch: (url: string, init: object) => fetch(url, { ...init, dispatcher }),
    },
  })
}

/** Rejects where making a dialer throws: the proxy's variable cannot be read. */
async function dial(origin: URL): ReturnType<ReturnType<typeof makeDialer>> {
  return await makeDialer(origin)()
}

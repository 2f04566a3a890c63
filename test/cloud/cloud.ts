import { createServer, type ServerResponse } from 'node:http'
import { makeAccess } from './access.ts'
import { type Answer, type ApiRequest, listen, readRequest, shut } from './exchange.ts'
import { type Comment, makeCommentStore } from './github/comment-store.ts'
import { makeGitHubApi } from './github/github-api.ts'
import type { Change } from './lambda/deployed-function.ts'
import { makeFleet } from './lambda/fleet.ts'
import { makeForeignTraffic } from './lambda/foreign-traffic.ts'
import { makeFunctionUrl } from './lambda/function-url.ts'
import { makeGateways } from './lambda/gateways.ts'
import { makeInvoker } from './lambda/invoker.ts'
import { makeLambdaApi } from './lambda/lambda-api.ts'
import { makeLogApi } from './logs/log-api.ts'
import { makeLogStore } from './logs/log-store.ts'
import type { CloudOptions } from './options.ts'
import type { Credentials } from './sigv4.ts'
import type { TrueStart } from './truth.ts'

/** AWS Lambda, CloudWatch Logs and GitHub's comments on one loopback port. */
export type Cloud = {
  readonly url: string
  readonly credentials: Credentials
  /** What the action's process needs in its environment to find this cloud and no other. */
  readonly variables: Readonly<Record<string, string>>
  /** One for each invocation that reached an environment, in the order of the answers. */
  truth(): readonly TrueStart[]
  /** Every API call in order: `lambda:InvokeFunction`, or `GET /repos/o/r/issues/7/comments`. */
  readonly calls: readonly string[]
  /** Every action of AWS that was asked for: `lambda:InvokeFunction on arn:…`. */
  readonly asked: readonly string[]
  /** What was not permitted: of those, or `GET /repos/…`. */
  readonly refused: readonly string[]
  /** By name or `name:qualifier`; the unqualified name is `$LATEST`. */
  function(name: string): {
    readonly configuration: Readonly<Record<string, unknown>>
    readonly environmentVariables: Readonly<Record<string, string>>
    readonly liveEnvironments: number
  }
  comments(issue: number): readonly Pick<Comment, 'id' | 'body' | 'user'>[]
  /** Somebody comments by hand. */
  addComment(issue: number, user: string, body: string): void
  /** A new image or package is live at once: its first pulls are far, and every environment is new. */
  deploy(name: string, change?: Change): void
  /** Somebody else updates $LATEST, with all that an update brings: InProgress, a new revision. */
  update(name: string, change: Change): void
  /** Kills every process and closes every server. */
  close(): Promise<void>
}

const credentials: Credentials = {
  accessKeyId: 'ASIALOCALCLOUD000001',
  secretAccessKey: 'local/cloud+secret/key',
  sessionToken: 'local-cloud-session-token==',
}

/** Settles when every environment that is prepared ahead is ready. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const seed = options.seed ?? 1
  const region = options.region ?? 'us-east-1'
  const clockMs = options.clockMs ?? 0
  const closing = new AbortController()
  const calls: string[] = []
  const asked: string[] = []
  const refused: string[] = []
  const logs = makeLogStore(options.logs ?? {}, seed, clockMs)
  const fleet = makeFleet(options.functions, region, logs, closing.signal)
  const foreign = makeForeignTraffic(options.logs?.foreignReports ?? 0, logs, seed)
  const invoker = makeInvoker(fleet, options.account, foreign)
  const comments = makeCommentStore(options.github ?? {})
  const access = makeAccess({
    calls,
    asked,
    refused,
    credentials,
    deny: options.deny ?? [],
    allow: options.allow,
    region: options.region,
    clockMs,
  })
  const services = [
    makeLambdaApi(fleet, invoker, region, access),
    makeLogApi(logs, options.logs ?? {}, region, access),
    makeFunctionUrl(fleet, invoker, options.fronts ?? {}, access),
    makeGateways(fleet, invoker, options.fronts ?? {}),
    makeGitHubApi(comments, options.github ?? {}, calls, refused),
  ]

  async function route(request: ApiRequest): Promise<Answer> {
    for (const service of services) {
      const answer = service(request)
      if (answer !== null) return answer
    }
    calls.push(`${request.method} ${request.path}`)
    return { status: 404, body: `nothing at ${request.method} ${request.path}` }
  }

  const inFlight = new Set<Promise<void>>()
  const server = createServer((message, response) => {
    const work = readRequest(message)
      .then(route)
      .then((answer) => send(response, answer, clockMs))
      // Nothing but a fault of the cloud, or its end, comes here.
      .catch((error) => fail(response, error))
    inFlight.add(work)
    void work.finally(() => inFlight.delete(work))
  })
  // A client with a pause between two requests must not meet a closing socket.
  server.keepAliveTimeout = 120_000

  await Promise.all(fleet.functions.map((one) => one.prepare()))
  const url = `http://127.0.0.1:${await listen(server)}`
  return {
    url,
    credentials,
    variables: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      GITHUB_API_URL: url,
    },
    calls,
    asked,
    refused,
    truth: () => invoker.truth,
    function(name) {
      const { function: found, qualifier } = fleet.find(name)
      return {
        configuration: found.configuration(qualifier),
        environmentVariables: found.settings().variables,
        liveEnvironments: found.pool.size(),
      }
    },
    comments: (issue) => comments.of(issue).map(({ id, body, user }) => ({ id, body, user })),
    addComment: (issue, user, body) => void comments.add(issue, user, body),
    deploy: (name, change = {}) => fleet.find(name).function.deploy(change),
    update: (name, change) => fleet.find(name).function.update(change, undefined),
    async close() {
      closing.abort()
      await shut(server)
      await Promise.all(fleet.functions.map((one) => one.close()))
      await Promise.all(inFlight)
    },
  }
}

function send(response: ServerResponse, { status, headers, body }: Answer, clockMs: number): void {
  response.writeHead(status, {
    date: new Date(Date.now() + clockMs).toUTCString(),
    'content-length': Buffer.byteLength(body),
    ...headers,
  })
  response.end(body)
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.socket?.destroyed) return
  console.error('The local cloud failed:', error)
  response.writeHead(500).end()
}

import type { Query } from './sigv4.ts'

/** Where requests go; the path as it is sent, percent-encoded. */
export type Location = {
  readonly origin: URL
  readonly path: string
  readonly query: Query
}

/** Of the SDK's middleware stack, what it takes to see a request before it is signed. */
type Stack = {
  add(
    middleware: () => (build: { readonly request: unknown }) => Promise<object>,
    options: { readonly step: 'build'; readonly priority: 'low' },
  ): void
}

/** Where the SDK would send a command, by its endpoint rules and settings, without sending it. */
export async function locate(
  command: { readonly middlewareStack: object },
  send: () => Promise<unknown>,
): Promise<Location> {
  let located: unknown
  const answer = { response: {}, output: { $metadata: {} } }
  // Two clients' stacks differ in what they send, which is of no interest here.
  const stack = command.middlewareStack as Stack
  stack.add(
    () =>
      async ({ request }) => {
        located = request
        return answer
      },
    { step: 'build', priority: 'low' },
  )
  await send()
  const { protocol, hostname, port, path, query } = located as {
    readonly protocol: string
    readonly hostname: string
    readonly port?: number
    readonly path: string
    readonly query?: Record<string, string>
  }
  const origin = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`)
  return { origin, path, query: query ?? {} }
}

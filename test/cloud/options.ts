/** The architecture, size and behaviour of one deployed function version. */
export type FunctionOptions = {
  readonly name: string
  /** The task root: a directory whose files the handler process imports. */
  readonly directory: string
  /** `index.handler` is the export `handler` of `index.mjs`, `index.js` or `index.cjs`. */
  readonly handler: string
  readonly memoryMB?: number
  readonly timeoutS?: number
  readonly architecture?: 'x86_64' | 'arm64'
  readonly packageType?: 'Zip' | 'Image'
  /** Default `nodejs24.x` for a zip; `provided.*` prints no INIT_START, as an image. */
  readonly runtime?: string
  readonly variables?: Readonly<Record<string, string>>
  /** `$LATEST` unless given. One name may be listed with several versions, each with its own code. */
  readonly version?: string
  readonly aliases?: Readonly<Record<string, string>>

  readonly logFormat?: 'Text' | 'JSON'
  readonly systemLogLevel?: SystemLogLevel
  /** A custom group; its stream names carry the function's name. */
  readonly logGroup?: string
  readonly tracing?: boolean
  /** How crashes and timeouts are told: inside REPORT (new), or on lines of their own (old). */
  readonly errorStyle?: 'status' | 'lines'

  /** The limit of the first init, 10,000 ms on AWS; tests shrink it. */
  readonly initLimitMs?: number
  /** What creating any environment costs before its process starts. */
  readonly sandboxMs?: number
  readonly pulls?: PullOptions
  /** After a crash or timeout: init again inside the next invocation, or at once and unasked. */
  readonly resets?: 'lazy' | 'eager'
  /** Environments that Lambda initialises unasked, for each generation of the function. */
  readonly proactive?: number
  /** How long before they were needed: their init lines are dated back by this. */
  readonly proactiveMs?: number
  /** Whether their first REPORT shows Init Duration; nobody outside AWS knows. */
  readonly proactiveInitInReport?: boolean
  readonly provisioned?: number
  /**
   * A published version restores instead of running init: for this long, or as long as its process
   * really takes to start if that is more. `$LATEST` goes on without.
   */
  readonly snapStartMs?: number

  /** How long an update stays InProgress while the old environments serve. */
  readonly updateMs?: number
  /** How long the function stays Pending after the cloud's start. */
  readonly createMs?: number
  readonly reservedConcurrency?: number
  /** Nobody called it for weeks: the next invocation fails, and begins to load it. */
  readonly inactive?: boolean
  readonly tags?: Readonly<Record<string, string>>
  /** Encrypts the variables: who may not `kms:Decrypt` by it does not see them. */
  readonly kmsKeyArn?: string
  /** Merged into what GetFunctionConfiguration answers; changes no behaviour. */
  readonly configuration?: Readonly<Record<string, unknown>>
}

export type SystemLogLevel = 'DEBUG' | 'INFO' | 'WARN'

export type PullOptions = {
  /** How many environments after each deploy find nothing near: the super-cold ones. */
  readonly far: number
  readonly farMs: number
  readonly nearMs: number
  /** `init`: image chunks are fetched while init reads them, so that Init Duration shows it. */
  readonly during?: 'sandbox' | 'init'
}

export type LogOptions = {
  /** From an event to its visibility, each drawn from this range. Default 50 to 300 ms. */
  readonly lagMs?: readonly [min: number, max: number]
  readonly pageSize?: number
  /** Every page comes after this many empty ones. */
  readonly emptyPages?: number
  /** Every page begins with the last events of the one before. */
  readonly repeat?: boolean
  /** Events of one stream become visible in any order. */
  readonly shuffle?: boolean
  readonly callsPerSecond?: number
  /** The first REPORTs that never arrive. */
  readonly dropReports?: number
  /** Invocations of other callers: one after each of the first ones, in turn in a stream of its own and in ours. */
  readonly foreignReports?: number
  /** The functions' role may not write logs, so that no group ever appears. */
  readonly isSilent?: boolean
  readonly groupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY'
}

/** An open pull request. */
export type OpenPull = {
  readonly number: number
  readonly headSha: string
  /** "owner/name" of the repository that it comes from; null when that is deleted. */
  readonly from: string | null
  readonly branch: string
}

export type GitHubOptions = {
  /** Comments of other people that every issue starts with. */
  readonly foreignComments?: number
  /** Every third of them begins with this text. */
  readonly marker?: string
  /** `comment` refuses writing, `read` listing, `all` everything. */
  readonly deny?: 'comment' | 'read' | 'all'
  /** What the job's token may; without it, everything. */
  readonly permissions?: Readonly<Record<string, 'read' | 'write'>>
  /** Whose token it is. Default `github-actions[bot]`. */
  readonly login?: string
  readonly labels?: readonly string[]
  readonly pulls?: readonly OpenPull[]
  /** Whether GET /user answers; with the token of a workflow it does not. */
  readonly user?: boolean
}

/** A statement of a policy. */
export type Allowed = {
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
}

/** Every function has them all: `/function-url/NAME`, `/rest-api/NAME`, `/http-api/NAME`, `/alb/NAME`. */
export type FrontOptions = {
  /** Of Function URLs. Default NONE. */
  readonly authType?: 'NONE' | 'AWS_IAM'
  /** How long a gateway waits for its function: 29 s, 30 s and 60 s on AWS; tests shrink it. */
  readonly limitMs?: number
  /** Active tracing of the REST API's stage: without it, and behind the others, Lambda begins a trace. */
  readonly stageTracing?: boolean
}

export type CloudOptions = {
  readonly functions: readonly FunctionOptions[]
  readonly fronts?: FrontOptions
  readonly logs?: LogOptions
  readonly account?: { readonly concurrency?: number; readonly unreserved?: number }
  /** IAM actions that the caller may not do, as `lambda:InvokeFunction`. */
  readonly deny?: readonly string[]
  /** All that the caller may do; without it, everything. */
  readonly allow?: readonly Allowed[]
  readonly github?: GitHubOptions
  /** When given, signatures for another region are refused. ARNs show it; default `us-east-1`. */
  readonly region?: string
  readonly seed?: number
  /** What AWS's clock is ahead of this machine's: in signatures, `Date` and log events. Default 0. */
  readonly clockMs?: number
}

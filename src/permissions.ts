import type { Config } from './config/config.ts'
import { recycles } from './config/load-plan.ts'

/** What decides which permissions a run needs. */
export type Use = Pick<Config, 'plan' | 'allowProduction'> & Partial<Pick<Config, 'endpoint'>>

/** What an action is allowed on. */
export type ResourceForm =
  /** Each function as it is called: with its version or alias, if it has one. */
  | 'function as called'
  /** The same, and each that is recycled as it is then read: without qualifier. */
  | 'function as called and as recycled'
  /** Each function, without qualifier. */
  | 'function'
  /** Each function whose environments are replaced, without qualifier. */
  | 'recycled function'
  /** The key that encrypts such a function's variables; none where AWS manages it. */
  | 'key'
  | 'log group'
  /** The API that `url` names, or any where it has a name of its own. */
  | 'API'
  | '*'

export type Permission = {
  readonly action: string
  readonly on: ResourceForm
  /** In words, for people. */
  readonly when: string
  readonly isNeeded: (use: Use) => boolean
  /** After "to". */
  readonly purpose: string
  /** After "without it". */
  readonly without: string
}

const ALWAYS = { when: 'always', isNeeded: () => true } as const
const RECYCLING = {
  when: '`recycle`, `rounds`',
  isNeeded: ({ plan }: Use) => recycles(plan),
} as const

/**
 * Every action of AWS that a run asks for, and no other: the policies that `--dry-run` and the README
 * show, and what messages say of a refusal.
 */
export const PERMISSIONS = [
  {
    action: 'lambda:GetFunctionConfiguration',
    on: 'function as called and as recycled',
    ...ALWAYS,
    purpose: 'read its size, its limits and its log group',
    without: 'nothing can be measured; `mode: report` still joins what other jobs measured',
  },
  {
    action: 'lambda:InvokeFunction',
    on: 'function as called',
    when: 'always; with `url` only where `auth: iam` calls a Function URL',
    // A Function URL needs both: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
    isNeeded: ({ endpoint }) => endpoint === undefined || endpoint.signing?.service === 'lambda',
    purpose: 'send the requests',
    without: 'nothing can be measured; `mode: report` still joins what other jobs measured',
  },
  {
    action: 'lambda:InvokeFunctionUrl',
    on: 'function as called',
    when: '`auth: iam` with a Function URL',
    isNeeded: ({ endpoint }) => endpoint?.signing?.service === 'lambda',
    purpose: 'send the requests to its url',
    without: 'the Invoke API can be loaded, without `url`',
  },
  {
    action: 'execute-api:Invoke',
    on: 'API',
    when: '`auth: iam` with API Gateway',
    isNeeded: ({ endpoint }) => endpoint?.signing?.service === 'execute-api',
    purpose: 'send the requests to the API',
    without: 'the Invoke API can be loaded, without `url`',
  },
  {
    action: 'logs:FilterLogEvents',
    on: 'log group',
    ...ALWAYS,
    purpose: 'read the REPORT lines',
    without: 'no init can be told from a duration, so nothing is sent',
  },
  {
    action: 'lambda:UpdateFunctionConfiguration',
    on: 'recycled function',
    ...RECYCLING,
    purpose: 'replace the environments, and to undo that',
    without:
      'bursts, users and rates without `recycle` and `rounds` still work; a baseline is measured like a published version',
  },
  {
    action: 'kms:Decrypt',
    on: 'key',
    when: '`recycle`, `rounds`, and variables under a key of your own',
    isNeeded: RECYCLING.isNeeded,
    purpose: 'keep the other variables when one is changed',
    without:
      'bursts, users and rates without `recycle` and `rounds` still work; a baseline is measured like a published version',
  },
  {
    action: 'lambda:ListTags',
    on: 'recycled function',
    when: '`recycle`, `rounds`, unless `allow-production: true`',
    isNeeded: ({ plan, allowProduction }: Use) => recycles(plan) && !allowProduction,
    purpose: 'tell production by its tags',
    without: 'only its name and alias tell whether it is production',
  },
  {
    action: 'lambda:GetFunctionConcurrency',
    on: 'function',
    ...ALWAYS,
    purpose: 'know what is reserved for it',
    without: 'it counts as taking from what the account’s functions share',
  },
  {
    action: 'lambda:GetAccountSettings',
    on: '*',
    ...ALWAYS,
    purpose: 'guard `max-concurrency-share`',
    without: '`max-concurrency-share` is not guarded',
  },
] as const satisfies readonly Permission[]

export type AwsAction = (typeof PERMISSIONS)[number]['action']

/** What GitHub's token of the job must be allowed. */
export type GitHubPermission = {
  readonly permission: string
  readonly when: string
  readonly isNeeded: (config: Pick<Config, 'comment' | 'overrideLabel'>) => boolean
  readonly purpose: string
  readonly without: string
}

/** To write the comment. */
export const COMMENT_PERMISSION = {
  permission: 'pull-requests: write',
  when: '`comment` other than `never`',
  isNeeded: ({ comment }) => comment !== 'never',
  purpose: 'write the comment; under `workflow_run` also find the pull request',
  without: 'the report is in the job summary and in the files all the same',
} as const satisfies GitHubPermission

/** Only asked for by itself where no comment is written: whoever may write may read. */
export const LABEL_PERMISSION = {
  permission: 'pull-requests: read',
  when: '`override-label` with `comment: never`',
  isNeeded: ({ comment, overrideLabel }) => comment === 'never' && overrideLabel !== undefined,
  purpose: 'read the label, and who set it',
  without: 'the verdict stands as it was measured',
} as const satisfies GitHubPermission

export const GITHUB_PERMISSIONS: readonly GitHubPermission[] = [
  COMMENT_PERMISSION,
  LABEL_PERMISSION,
]

/** For the log: what a call that did not work would have been for. @param of what it was asked. */
export function withoutPermission(action: AwsAction, of: string): string {
  return `${action} did not answer for ${of}: ${withoutIt(action)}.`
}

/** What still works, after a refusal; undefined for an action that is none of ours. */
export function withoutIt(action: string): string | undefined {
  return PERMISSIONS.find((one) => one.action === action)?.without
}

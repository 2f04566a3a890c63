import type { Config } from '../../src/config/config.ts'
import type { Annotation } from '../../src/report/annotations.ts'
import { renderJoinedLog } from '../../src/report/log.ts'
import type { Desk, ExistingComment, PullRequestDesk } from '../../src/report/publish.ts'

/** A refusal as Octokit throws it. */
export function refusal(status: number, message: string): Error {
  return Object.assign(new Error(message), { status })
}

export const RUN = { runId: 100, runAttempt: 1 }

/** The comment that an earlier run left on the pull request. */
export function makeComment(verdict: string, run: Partial<typeof RUN> = {}): ExistingComment {
  const marker = { key: 'census-gbm', ...RUN, runId: 90, ...run, verdict }
  return { id: 7, marker, duplicates: [] }
}

/** All that was done to the outside. */
export type Transcript = {
  readonly files: Record<string, string>
  readonly summaries: string[]
  readonly outputs: Record<string, string>
  readonly annotations: Annotation[]
  readonly lines: string[]
  readonly comments: { readonly replaces: number | undefined; readonly body: string }[]
}

/** A desk that keeps everything that is put on it; `broken` replaces what goes wrong. */
export function makeDesk(
  pullRequest: 'none' | (Partial<PullRequestDesk> & { existing?: ExistingComment }),
  broken: Partial<Desk> = {},
): { readonly desk: Desk; readonly seen: Transcript } {
  const seen: Transcript = {
    files: {},
    summaries: [],
    outputs: {},
    annotations: [],
    lines: [],
    comments: [],
  }
  const desk: Desk = {
    ...RUN,
    pullRequest:
      pullRequest === 'none'
        ? undefined
        : {
            findComment: async () => pullRequest.existing,
            writeComment: async (replaced, body) => {
              seen.comments.push({ replaces: replaced?.id, body })
              return 'https://github.com/o/r/pull/1#issuecomment-7'
            },
            readLabels: async () => [],
            readLabelling: async () => undefined,
            ...pullRequest,
          },
    writeFile: async (name, text) => {
      seen.files[name] = [...text].join('')
      return `out/${name}`
    },
    readPage: async () => ({ script: '', style: '', scriptHash: '', styleHash: '' }),
    writeSummary: async (markdown) => {
      seen.summaries.push(markdown)
    },
    setOutput: (name, value) => {
      seen.outputs[name] = value
    },
    tell: (result) => seen.lines.push(...renderJoinedLog(result)),
    annotate: (annotation) => seen.annotations.push(annotation),
    warn: (title, message) => seen.annotations.push({ level: 'warning', title, message }),
    say: (line) => seen.lines.push(line),
    ...broken,
  }
  return { desk, seen }
}

export const CONFIG: Config = {
  mode: 'gate',
  target: { id: 'census-gbm', name: 'census-gbm', qualifier: '$LATEST', region: 'eu-west-1' },
  baseline: { kind: 'none' },
  label: 'census-gbm',
  events: ['{}'],
  logGroup: undefined,
  plan: { text: 'burst 1', steps: [{ kind: 'burst', count: 1 }] },
  rules: [],
  profile: 'none',
  onInconclusive: 'warn',
  overrideLabel: undefined,
  timeout: 900_000,
  logTimeout: 180_000,
  maxInvocations: 5000,
  maxCost: 5,
  maxConcurrencyShare: 0.5,
  allowProduction: false,
  githubToken: 'token',
  comment: 'always',
  commentKey: 'census-gbm',
  prNumber: undefined,
  reportDir: 'out',
}

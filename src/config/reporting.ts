import type { Ms } from '../units.ts'
import type { Sources } from './inputs.ts'
import { type Reader, wholeNumber } from './reader.ts'

export type CommentPolicy = 'always' | 'changed' | 'failed' | 'never'

/** How a result is judged and told, whoever measured it. */
export type Reporting = {
  readonly onInconclusive: 'fail' | 'warn' | 'pass'
  readonly overrideLabel: string | undefined
  readonly timeout: Ms
  readonly githubToken: string
  readonly comment: CommentPolicy
  readonly commentKey: string
  /** Undefined: the pull request of the event. */
  readonly prNumber: number | undefined
  readonly reportDir: string
}

type MaybeEmpty = 'overrideLabel' | 'githubToken' | 'commentKey' | 'prNumber'
type Checked = Omit<Reporting, MaybeEmpty>

/** The inputs that may be wrong; a field is undefined where a problem was found. */
export function checkReporting({ read, choice, time }: Reader): {
  readonly [K in keyof Checked]: Checked[K] | undefined
} {
  const checked = {
    onInconclusive: choice('on-inconclusive', 'warn', 'fail', 'pass'),
    timeout: time('timeout', '15m'),
    comment: choice('comment', 'always', 'changed', 'failed', 'never'),
    reportDir: read('report-dir', (text) => text || undefined, 'a folder', 'cold-start-report'),
  }
  for (const name of ['label', 'comment-key'] as const) {
    read(
      name,
      (text) => (text.length > 200 ? undefined : text),
      'up to 200 characters',
      'census-gbm',
    )
  }
  read(
    'pr-number',
    (text) => (text === '' ? 0 : wholeNumber(text)),
    'the number of a pull request',
    '42',
  )
  return checked
}

/** @param defaultKey of the comment. */
export function readReporting(
  { input, env }: Pick<Sources, 'input' | 'env'>,
  defaultKey: string,
): Pick<Reporting, MaybeEmpty> {
  return {
    overrideLabel: input('override-label') || undefined,
    githubToken: input('github-token') || env('GITHUB_TOKEN'),
    commentKey: input('comment-key') || defaultKey,
    prNumber: wholeNumber(input('pr-number')),
  }
}

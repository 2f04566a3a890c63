import type { Config } from '../config/config.ts'
import type { Result } from '../verdict/result.ts'
import type { VerdictKind } from '../verdict/verdict.ts'
import { exitCode, override } from '../verdict/verdict.ts'
import { type Annotation, makeAnnotations } from './annotations.ts'
import { renderCsv } from './csv.ts'
import { oneLine } from './escape.ts'
import { renderJson } from './json.ts'
import { renderLog } from './log.ts'
import { renderMarkdown } from './markdown.ts'
import { type CommentMarker, isNewer, renderMarker } from './marker.ts'
import { makeOutputs } from './outputs.ts'

/** Everything that reporting does to the outside. Each may reject; none fails the measurement. */
export type Desk = {
  readonly runId: number
  readonly runAttempt: number
  /** Undefined when the event has no pull request, or no token was given. */
  readonly pullRequest: PullRequestDesk | undefined
  /** @returns the path of the written file. */
  readonly writeFile: (name: string, text: string) => Promise<string>
  readonly writeSummary: (markdown: string) => Promise<void>
  readonly setOutput: (name: string, value: string) => void
  readonly annotate: (annotation: Annotation) => void
  readonly say: (line: string) => void
}

export type PullRequestDesk = {
  readonly findComment: (
    key: string,
  ) => Promise<{ readonly id: number; readonly marker: CommentMarker } | undefined>
  readonly writeComment: (
    existing: { readonly id: number; readonly marker: CommentMarker } | undefined,
    body: string,
  ) => Promise<string>
  readonly readLabels: () => Promise<readonly string[]>
}

/**
 * Reports the result everywhere: files, job summary, comment, annotations, outputs.
 *
 * @returns the result as reported; an override label may have turned its verdict.
 */
export async function publish(measured: Result, config: Config, desk: Desk): Promise<Result> {
  const result = await applyOverride(measured, config, desk)
  const markdown = renderMarkdown(result)
  const attempt = async <T>(what: string, action: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await action()
    } catch (error) {
      desk.annotate({ level: 'warning', title: what, message: explain(error) })
      return undefined
    }
  }
  const write = (name: string, text: string): Promise<string | undefined> =>
    attempt(`${name} was not written`, () => desk.writeFile(name, text))

  for (const line of renderLog(result)) desk.say(line)
  const json = await write('report.json', renderJson(result))
  const md = await write('report.md', markdown)
  await write('starts.csv', renderCsv(result.classified.starts))
  await attempt('The job summary was not written', () => desk.writeSummary(markdown))
  const url = await attempt('The pull request was not commented', () =>
    comment(result, markdown, config, desk),
  )
  for (const annotation of makeAnnotations(result, config.onInconclusive)) desk.annotate(annotation)
  const outputs = {
    ...makeOutputs(result),
    'report-json': json ?? '',
    'report-markdown': md ?? '',
    'report-html': '',
    'comment-url': url ?? '',
  }
  for (const [name, value] of Object.entries(outputs)) desk.setOutput(name, value)
  return result
}

async function applyOverride(
  result: Result,
  { overrideLabel }: Config,
  { pullRequest, annotate }: Desk,
): Promise<Result> {
  if (overrideLabel === undefined || pullRequest === undefined) return result
  if (result.verdict.kind !== 'fail') return result
  try {
    const labels = await pullRequest.readLabels()
    if (!labels.includes(overrideLabel)) return result
    return { ...result, verdict: override(result.verdict, overrideLabel) }
  } catch (error) {
    const title = 'The override label could not be looked up, so the verdict stands'
    annotate({ level: 'warning', title, message: explain(error) })
    return result
  }
}

/** @returns the comment's URL; undefined when none is to be written. */
async function comment(
  { verdict }: Result,
  markdown: string,
  config: Config,
  { pullRequest, runId, runAttempt, say }: Desk,
): Promise<string | undefined> {
  if (config.comment === 'never') return undefined
  if (pullRequest === undefined) {
    say('No comment: this event has no pull request, or there is no token (see pr-number).')
    return undefined
  }
  const existing = await pullRequest.findComment(config.commentKey)
  if (existing !== undefined && isNewer(existing.marker, { runId, runAttempt })) {
    say('No comment: a newer run has commented already.')
    return undefined
  }
  if (!isWanted(config, verdict.kind, existing?.marker)) return undefined
  const marker = renderMarker(config.commentKey, { runId, runAttempt }, verdict.kind)
  return await pullRequest.writeComment(existing, `${marker}\n${markdown}`)
}

/** A comment that exists is kept true: a red one must not outlive its cause. */
function isWanted(
  { comment: policy, onInconclusive }: Config,
  verdict: VerdictKind,
  existing: CommentMarker | undefined,
): boolean {
  if (policy === 'changed') return existing?.verdict !== verdict
  if (policy === 'failed') {
    return exitCode(verdict, onInconclusive) !== 0 || existing !== undefined
  }
  return policy === 'always'
}

/** A refusal by GitHub names the permission to add. */
function explain(error: unknown): string {
  const { status, message = String(error) } = error as { status?: number; message?: string }
  const text = oneLine(message)
  if ((status === 403 && !/rate limit/i.test(text)) || status === 404) {
    return `GitHub refused (HTTP ${status}: ${text}); give the job \`permissions: pull-requests: write\`. On pull requests from forks the token can never write.`
  }
  return text
}

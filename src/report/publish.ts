import type { Config } from '../config/config.ts'
import { type PageParts, renderHtml } from '../html/report.ts'
import { type Result, startsOfBothSides } from '../verdict/result.ts'
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
  /** Script and style of `report.html`. */
  readonly readPage: () => Promise<PageParts>
  readonly writeSummary: (markdown: string) => Promise<void>
  readonly setOutput: (name: string, value: string) => void
  readonly annotate: (annotation: Annotation) => void
  readonly say: (line: string) => void
}

export type PullRequestDesk = {
  /** Our comment with this key; the oldest, should there be several. */
  readonly findComment: (key: string) => Promise<ExistingComment | undefined>
  /** Also removes the duplicates. @returns the comment's URL. */
  readonly writeComment: (existing: ExistingComment | undefined, body: string) => Promise<string>
  /** Labels as they are now: the event's list is as old as the run. */
  readonly readLabels: () => Promise<readonly string[]>
}

export type ExistingComment = {
  readonly id: number
  /** Of the newest run that wrote this comment or one of its duplicates. */
  readonly marker: CommentMarker
  /** Further comments of ours with the same key, left by runs that commented at the same time. */
  readonly duplicates: readonly number[]
}

/**
 * Reports the result everywhere. What waits for GitHub comes last: a cancelled run is given only
 * seconds, and its outputs must not wait for them.
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
  const write = (
    name: string,
    render: () => string | Promise<string>,
  ): Promise<string | undefined> =>
    attempt(`${name} was not written`, async () => desk.writeFile(name, await render()))

  for (const line of renderLog(result)) desk.say(line)
  const json = await write('report.json', () => renderJson(result))
  const md = await write('report.md', () => markdown)
  await write('starts.csv', () => renderCsv(startsOfBothSides(result)))
  const html = await write('report.html', async () =>
    renderHtml({ verdict: result.verdict, results: [result] }, await desk.readPage()),
  )
  const outputs = {
    ...makeOutputs(result),
    'report-json': json ?? '',
    'report-markdown': md ?? '',
    'report-html': html ?? '',
  }
  for (const [name, value] of Object.entries(outputs)) desk.setOutput(name, value)
  await attempt('The job summary was not written', () => desk.writeSummary(markdown))
  for (const annotation of makeAnnotations(result, config.onInconclusive)) desk.annotate(annotation)
  const url = await attempt('The pull request was not commented', () =>
    comment(result, markdown, config, desk),
  )
  desk.setOutput('comment-url', url ?? '')
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
  if (!isWanted(config, verdict.kind, existing)) return undefined
  const marker = renderMarker(config.commentKey, { runId, runAttempt }, verdict.kind)
  return await pullRequest.writeComment(existing, `${marker}\n${markdown}`)
}

/** A comment that exists is kept true: a red one must not outlive its cause. */
function isWanted(
  { comment: policy, onInconclusive }: Config,
  verdict: VerdictKind,
  existing: ExistingComment | undefined,
): boolean {
  if (policy === 'changed') {
    return existing?.marker.verdict !== verdict || existing.duplicates.length > 0
  }
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

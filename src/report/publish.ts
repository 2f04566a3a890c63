import type { Reporting } from '../config/reporting.ts'
import { type PageParts, renderHtml } from '../html/report.ts'
import { alone, type Joined, onlyOf } from '../verdict/joined.ts'
import type { Result } from '../verdict/result.ts'
import { phraseError } from '../verdict/sentence.ts'
import { exitCode, type Override, override, type VerdictKind } from '../verdict/verdict.ts'
import { type Annotation, makeJoinedAnnotations } from './annotations.ts'
import { printJoinedCsv } from './csv.ts'
import { oneLine } from './escape.ts'
import { printJoinedJson } from './joined-json.ts'
import { renderJoinedMarkdown } from './joined-markdown.ts'
import { renderJoinedJunit } from './junit.ts'
import { type CommentMarker, isNewer, renderMarker } from './marker.ts'
import { makeJoinedOutputs } from './outputs.ts'

/** Everything that reporting does to the outside. Each may reject; none fails the measurement. */
export type Desk = {
  readonly runId: number
  readonly runAttempt: number
  /** Undefined when the event has no pull request, or no token was given. */
  readonly pullRequest: PullRequestDesk | undefined
  /** Long texts come in parts. @returns the path of the written file. */
  readonly writeFile: (name: string, text: string | Iterable<string>) => Promise<string>
  /** Script and style of `report.html`. */
  readonly readPage: () => Promise<PageParts>
  readonly writeSummary: (markdown: string) => Promise<void>
  readonly setOutput: (name: string, value: string) => void
  /** Tells the result where people see it first. */
  readonly tell: (joined: Joined) => void
  readonly annotate: (annotation: Annotation) => void
  /** What could not be written, and why. */
  readonly warn: (title: string, message: string) => void
  readonly say: (line: string) => void
}

export type PullRequestDesk = {
  /** Our comment with this key; the oldest, should there be several. */
  readonly findComment: (key: string) => Promise<ExistingComment | undefined>
  /** Also removes the duplicates. @returns the comment's URL. */
  readonly writeComment: (existing: ExistingComment | undefined, body: string) => Promise<string>
  /** Labels as they are now: the event's list is as old as the run. */
  readonly readLabels: () => Promise<readonly string[]>
  /** Who set a label last, and when; undefined when nothing tells. */
  readonly readLabelling: (label: string) => Promise<Override['setBy']>
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
 * @param isForLater report.json is what the run is for, and without it there is nothing.
 * @returns the result as reported; an override label may have turned its verdict.
 */
export async function publish(
  measured: Result,
  config: Reporting,
  desk: Desk,
  isForLater = false,
): Promise<Result> {
  return onlyOf(await publishJoined(alone(measured), config, desk, isForLater)) ?? measured
}

/** The same for any number of setups. */
export async function publishJoined(
  measured: Joined,
  config: Reporting,
  desk: Desk,
  isForLater = false,
): Promise<Joined> {
  const decided = await applyOverride(measured, config, desk)
  const attempt = async <T>(what: string, action: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await action()
    } catch (error) {
      desk.warn(what, explain(error))
      return undefined
    }
  }
  const write = (
    name: string,
    render: () => string | Iterable<string> | Promise<string>,
  ): Promise<string | undefined> =>
    attempt(`${name} was not written`, async () => desk.writeFile(name, await render()))

  const json = await write('report.json', () => printJoinedJson(decided))
  const joined = json === undefined && isForLater ? withoutFile(decided) : decided
  const markdown = renderJoinedMarkdown(joined)
  desk.tell(joined)
  const md = await write('report.md', () => markdown)
  await write('starts.csv', () => printJoinedCsv(joined))
  await write('junit.xml', () => renderJoinedJunit(joined, config.onInconclusive))
  const html = await write('report.html', async () => renderHtml(joined, await desk.readPage()))
  const outputs = {
    ...makeJoinedOutputs(joined),
    'report-json': json ?? '',
    'report-markdown': md ?? '',
    'report-html': html ?? '',
  }
  await attempt('The outputs were not written', async () => {
    for (const [name, value] of Object.entries(outputs)) desk.setOutput(name, value)
  })
  await attempt('The job summary was not written', () => desk.writeSummary(markdown))
  for (const annotation of makeJoinedAnnotations(joined, config.onInconclusive))
    desk.annotate(annotation)
  const url = await attempt('The pull request was not commented', () =>
    comment(joined, markdown, config, desk),
  )
  await attempt('An output was not written', async () => desk.setOutput('comment-url', url ?? ''))
  return joined
}

function withoutFile(joined: Joined): Joined {
  const summary = phraseError(['report.json, which later jobs are to read, was not written'])
  return { ...joined, verdict: { kind: 'error', summary } }
}

async function applyOverride(
  joined: Joined,
  { overrideLabel }: Reporting,
  { pullRequest, warn }: Desk,
): Promise<Joined> {
  if (overrideLabel === undefined || pullRequest === undefined) return joined
  if (joined.verdict.kind !== 'fail') return joined
  try {
    const labels = await pullRequest.readLabels()
    if (!labels.includes(overrideLabel)) return joined
    // Knowing who set it is a courtesy: without that, the label counts as well.
    const setBy = await pullRequest.readLabelling(overrideLabel).catch(() => undefined)
    const found = { label: overrideLabel, setBy }
    return { ...joined, override: found, verdict: override(joined.verdict, found) }
  } catch (error) {
    const title = 'The override label could not be looked up, so the verdict stands'
    warn(title, explain(error))
    return joined
  }
}

/** @returns the comment's URL; undefined when none is to be written. */
async function comment(
  { verdict }: Joined,
  markdown: string,
  config: Reporting,
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
  { comment: policy, onInconclusive }: Reporting,
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

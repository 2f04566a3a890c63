import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as core from '@actions/core'
import { context } from '@actions/github'
import type { Reporting } from '../config/reporting.ts'
import type { Annotation } from '../report/annotations.ts'
import { oneLine } from '../report/escape.ts'
import { renderJoinedLog } from '../report/log.ts'
import type { Desk, PullRequestDesk } from '../report/publish.ts'
import { connectPullRequest } from './pull-request.ts'
import { endBy, type Stop } from './stop.ts'
import { inert } from './stream.ts'
import { findPullRequest, readTriggeringRun } from './triggering-run.ts'

/** GitHub drops a step summary of more than 1 MiB as a whole. */
const MOST_SUMMARY_BYTES = 1024 * 1024

const NO_ANSWER = 'GitHub did not answer in time'
/** For one thing that is wanted of GitHub, pages and repetitions included. */
const PATIENCE = 60_000

const ANNOTATE = { error: core.error, warning: core.warning } as const

/** When GitHub is not waited for: before the run, and after it. */
export type Deadlines = Pick<Stop, 'signal' | 'tellUntil'>

/** The runner, the report folder and the pull request. */
export async function openDesk(config: Reporting, stop: Deadlines): Promise<Desk> {
  return {
    runId: context.runId || 0,
    runAttempt: context.runAttempt || 1,
    pullRequest: await openPullRequest(config, stop),
    writeFile: async (name, text) => {
      await mkdir(config.reportDir, { recursive: true })
      const path = join(config.reportDir, name)
      try {
        await writeFile(path, text)
      } catch (error) {
        // Half of a file, or that of an earlier run, would pass for this one.
        await rm(path, { force: true }).catch(() => undefined)
        throw error
      }
      return path
    },
    readPage: async () => (await import('report-page')).page,
    writeSummary: async (markdown) => {
      if (!process.env.GITHUB_STEP_SUMMARY) return
      if (Buffer.byteLength(markdown) > MOST_SUMMARY_BYTES) return
      await core.summary.addRaw(markdown).write()
    },
    setOutput: (name, value) => core.setOutput(name, value),
    tell: (joined) => {
      for (const line of renderJoinedLog(joined)) say(line)
    },
    annotate,
    warn: (title, message) => annotate({ level: 'warning', title, message }),
    say,
  }
}

function annotate({ level, title, message }: Annotation): void {
  ANNOTATE[level](oneLine(message), { title: oneLine(title) })
}

/** A line of the log; text from outside may not pass as a workflow command. */
export function say(line: string): void {
  core.info(inert(oneLine(line)))
}

/** @returns undefined, with the reason in the log, when there is none to comment on. */
async function openPullRequest(
  { comment, githubToken, overrideLabel, prNumber }: Reporting,
  { signal, tellUntil }: Deadlines,
): Promise<PullRequestDesk | undefined> {
  if (comment === 'never' && overrideLabel === undefined) return undefined
  if (githubToken === '' || !process.env.GITHUB_REPOSITORY) return undefined
  const number = prNumber ?? (await findNumber(githubToken, signal))
  return number === undefined
    ? undefined
    : boundedBy(tellUntil, connectPullRequest(githubToken, { ...context.repo, number }))
}

/** Octokit sleeps between its attempts whatever a request's signal says. */
function boundedBy(until: AbortSignal, desk: PullRequestDesk): PullRequestDesk {
  const bound = <T>(work: () => Promise<T>): Promise<T> =>
    until.aborted
      ? Promise.reject(new Error(NO_ANSWER))
      : endBy(AbortSignal.any([until, AbortSignal.timeout(PATIENCE)]), NO_ANSWER, work())
  return {
    findComment: (key) => bound(() => desk.findComment(key)),
    writeComment: (existing, body) => bound(() => desk.writeComment(existing, body)),
    readLabels: () => bound(() => desk.readLabels()),
    readLabelling: (label) => bound(() => desk.readLabelling(label)),
  }
}

async function findNumber(token: string, until: AbortSignal): Promise<number | undefined> {
  const { pull_request: pullRequest, issue, workflow_run: run } = context.payload
  if (run === undefined) {
    return pullRequest?.number ?? (issue?.pull_request ? issue.number : undefined)
  }
  const triggering = readTriggeringRun(run)
  if (triggering === undefined || triggering.event !== 'pull_request') return undefined
  try {
    const number = await endBy(
      until,
      'the run was to end',
      findPullRequest(token, context.repo, triggering),
    )
    if (number === undefined) {
      say(
        `No open pull request has ${triggering.headSha} as its head: there are newer commits, or it was closed.`,
      )
    }
    return number
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    core.warning(
      oneLine(
        `GitHub did not list the pull requests (${message}), so there is no comment; the job needs \`permissions: pull-requests: write\`.`,
      ),
      { title: 'The pull request was not found' },
    )
    return undefined
  }
}

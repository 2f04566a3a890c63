import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as core from '@actions/core'
import type { Reporting } from '../config/reporting.ts'
import type { Annotation } from '../report/annotations.ts'
import { oneLine } from '../report/escape.ts'
import { renderJoinedLog } from '../report/log.ts'
import type { Desk, PullRequestDesk } from '../report/publish.ts'
import { context } from './context.ts'
import { connectPullRequest } from './pull-request.ts'
import { inert } from './stream.ts'
import { findPullRequest, readTriggeringRun } from './triggering-run.ts'

/** GitHub drops a step summary of more than 1 MiB as a whole. */
const MOST_SUMMARY_BYTES = 1024 * 1024

const ANNOTATE = { error: core.error, warning: core.warning } as const

/** The runner, the report folder and the pull request. */
export async function openDesk(config: Reporting): Promise<Desk> {
  return {
    runId: context.runId || 0,
    runAttempt: context.runAttempt || 1,
    pullRequest: await openPullRequest(config),
    writeFile: async (name, text) => {
      await mkdir(config.reportDir, { recursive: true })
      const path = join(config.reportDir, name)
      await writeFile(path, text)
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
async function openPullRequest({
  comment,
  githubToken,
  overrideLabel,
  prNumber,
}: Reporting): Promise<PullRequestDesk | undefined> {
  if (comment === 'never' && overrideLabel === undefined) return undefined
  if (githubToken === '' || !process.env.GITHUB_REPOSITORY) return undefined
  const number = prNumber ?? (await findNumber(githubToken))
  return number === undefined
    ? undefined
    : connectPullRequest(githubToken, { ...context.repo, number })
}

async function findNumber(token: string): Promise<number | undefined> {
  const { pull_request: pullRequest, issue, workflow_run: run } = context.payload
  if (run === undefined) {
    return pullRequest?.number ?? (issue?.pull_request ? issue.number : undefined)
  }
  const triggering = readTriggeringRun(run)
  if (triggering === undefined || triggering.event !== 'pull_request') return undefined
  try {
    const number = await findPullRequest(token, context.repo, triggering)
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

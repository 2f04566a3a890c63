import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as core from '@actions/core'
import { context } from '@actions/github'
import type { Config } from '../config/config.ts'
import { oneLine } from '../report/escape.ts'
import type { Desk, PullRequestDesk } from '../report/publish.ts'
import { connectPullRequest } from './pull-request.ts'

/** GitHub drops a step summary of more than 1 MiB as a whole. */
const MOST_SUMMARY_BYTES = 1024 * 1024

const ANNOTATE = { error: core.error, warning: core.warning } as const

/** The runner, the report folder and the pull request. */
export function openDesk(config: Config): Desk {
  return {
    runId: context.runId || 0,
    runAttempt: context.runAttempt || 1,
    pullRequest: findPullRequest(config),
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
    annotate: ({ level, title, message }) =>
      ANNOTATE[level](oneLine(message), { title: oneLine(title) }),
    say,
  }
}

/** A line of the log; text from outside may not pass as a workflow command. */
export function say(line: string): void {
  const text = oneLine(line)
  core.info(text.startsWith('::') || text.startsWith('##[') ? ` ${text}` : text)
}

function findPullRequest({ githubToken, prNumber }: Config): PullRequestDesk | undefined {
  const { pull_request: pullRequest, issue } = context.payload
  const number = prNumber ?? pullRequest?.number ?? (issue?.pull_request ? issue.number : undefined)
  if (number === undefined || githubToken === '' || !process.env.GITHUB_REPOSITORY) return undefined
  return connectPullRequest(githubToken, { ...context.repo, number })
}

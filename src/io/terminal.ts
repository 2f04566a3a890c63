import type { Reporting } from '../config/reporting.ts'
import { oneLine } from '../report/escape.ts'
import type { Desk } from '../report/publish.ts'
import { renderProgress } from '../run/progress.ts'
import type { Recycled } from '../run/recycled.ts'
import { renderProgressLine } from '../terminal/progress-line.ts'
import { renderJoined } from '../terminal/result.ts'
import { openDesk } from './desk.ts'
import type { Stage } from './stage.ts'
import { type Env, inert, paintFor, type Stream } from './stream.ts'

const ERASE_LINE = '\r\u001b[2K'

export type TerminalStage = Stage & {
  /** What is not undone. */
  readonly left: () => readonly Recycled[]
}

/**
 * Where a run on somebody's machine shows itself: on a terminal one line that is always the last,
 * elsewhere the lines of a job's log. Undoing waits as long as it takes: no post step comes after.
 */
export function openTerminalStage(stream: Stream, env: Env): TerminalStage {
  const isLive = stream.isTTY && !env.CI && env.TERM !== 'dumb'
  const paint = paintFor(stream, env)
  let live = ''
  let left: readonly Recycled[] = []
  const erase = (): void => {
    if (live !== '') stream.write(ERASE_LINE)
  }
  const say = (line: string): void => {
    erase()
    stream.write(`${inert(oneLine(line))}\n`)
    stream.write(live)
  }
  const endLive = (): void => {
    if (live !== '') stream.write('\n')
    live = ''
  }
  return {
    say,
    group: (title) => {
      endLive()
      stream.write(`${paint('bold', title)}\n`)
    },
    showProgress: (progress) => {
      if (!isLive) {
        say(renderProgress(progress))
        return
      }
      erase()
      live = renderProgressLine(progress, stream.columns || 80)
      stream.write(live)
    },
    progressInterval: isLive ? 500 : 5_000,
    save: (recycled) => {
      left = recycled
    },
    undoUntil: new AbortController().signal,
    close: endLive,
    left: () => left,
  }
}

export type TerminalDesk = Desk & {
  /** Paths, in the order of writing. */
  readonly written: () => readonly string[]
}

/** The report folder, and a terminal for what the runner has other places for. */
export async function openTerminalDesk(
  config: Reporting,
  stdout: Stream,
  stage: Stage,
  env: Env,
): Promise<TerminalDesk> {
  const never = new AbortController().signal
  const desk = await openDesk({ ...config, githubToken: '' }, { signal: never, tellUntil: never })
  const written: string[] = []
  return {
    ...desk,
    pullRequest: undefined,
    writeFile: async (name, text) => {
      const path = await desk.writeFile(name, text)
      written.push(path)
      return path
    },
    writeSummary: async () => undefined,
    setOutput: () => undefined,
    tell: (joined) => {
      stdout.write(`${renderJoined(joined, paintFor(stdout, env)).map(inert).join('\n')}\n`)
    },
    // The result told it already.
    annotate: () => undefined,
    warn: (title, message) => stage.say(`${title}: ${message}`),
    say: stage.say,
    written: () => written,
  }
}

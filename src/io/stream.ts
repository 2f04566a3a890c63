import { WriteStream } from 'node:tty'
import { styleText } from 'node:util'
import { oneLine } from '../report/escape.ts'
import { type Paint, plain } from '../terminal/paint.ts'

/** A stream of this process, which may be a terminal. */
export type Stream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>
export type Env = NodeJS.ProcessEnv

/** Colours for a terminal that has them, as Node tells: NO_COLOR and FORCE_COLOR have their say. */
export function paintFor(stream: Stream, env: Env): Paint {
  const mayHave = stream.isTTY || env.FORCE_COLOR !== undefined
  const hasColours = mayHave && WriteStream.prototype.getColorDepth(env) > 1
  return hasColours ? (style, text) => styleText(style, text, { validateStream: false }) : plain
}

/** Writes lines that may hold text from outside. */
export function sayPlainly(stream: Stream, text: string): void {
  stream.write(`${text.split('\n').map(oneLine).map(inert).join('\n')}\n`)
}

/**
 * Text from outside may not pass as a command to a job's runner, which looks for `::` behind any
 * white space and for `##[` anywhere in a line (actions/runner, ActionCommand.cs).
 */
export function inert(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1:\u200b').replaceAll('##[', '#\u200b#[')
}

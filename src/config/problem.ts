import { closest, distance } from 'fastest-levenshtein'

/** The workflow file is wrong. Lists every problem found, so that one push fixes them all. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
    super(`${count} with the inputs:\n${problems.map((problem) => `- ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/** What one input may be; `found` is quoted, shortened and kept on one line. */
export function makeProblem(
  input: string,
  found: string,
  accepted: string,
  example: string,
): string {
  return `${input}: found ${quote(found)}, accepted is ${accepted}, for example \`${example}\``
}

/** A quoted value for a message: one line, at most 100 characters. */
export function quote(value: string): string {
  const line = value.replace(/\s+/g, ' ')
  return `"${line.length > 100 ? `${line.slice(0, 99)}…` : line}"`
}

/** ', did you mean "burst"?' when a known word is near, else ''. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = closest(word, known)
  if (near === undefined || distance(word, near) > Math.max(2, word.length / 3)) return ''
  return `, did you mean "${near}"?`
}

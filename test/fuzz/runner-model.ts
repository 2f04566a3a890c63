/**
 * What GitHub's runner makes of what a step writes.
 *
 * Source: github.com/actions/runner, src/Runner.Common/ActionCommand.cs and
 * src/Runner.Worker/FileCommandManager.cs.
 */

export type Command = {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

const REGISTERED = new Set(
  ['add-mask', 'add-matcher', 'add-path', 'debug', 'echo', 'endgroup', 'error', 'group', 'notice']
    .concat(['remove-matcher', 'save-state', 'set-env', 'set-output', 'stop-commands', 'warning'])
    .concat(['internal-set-repo-path', 'command', 'section']),
)

/** .NET compares by culture here, which passes over characters that nobody sees. */
const SKIPPED = String.raw`(?:\p{Default_Ignorable_Code_Point}|\p{C})*`
const COLONS = [/^::/u, new RegExp(`^${SKIPPED}:${SKIPPED}:`, 'u')]
const BRACKETS = [
  /##\[/u,
  new RegExp(`${SKIPPED}#${SKIPPED}#${SKIPPED}\\[`, 'u'),
  new RegExp(`#${SKIPPED}#${SKIPPED}\\[`, 'u'),
]

/** The command that a line is taken for, by any way of comparing; undefined for mere text. */
export function commandOf(line: string): Command | undefined {
  return readNewForm(line) ?? readOldForm(line)
}

function readNewForm(line: string): Command | undefined {
  const text = line.replace(/^[\s\u0085]+/, '')
  if (!COLONS.some((colons) => colons.test(text))) return undefined
  const end = text.indexOf('::', 2)
  if (end < 0) return undefined
  const data = decode(text.slice(end + 2), '\r\n%')
  return commandIn(text.slice(2, end), ',', data, '\r\n:,%')
}

function readOldForm(line: string): Command | undefined {
  for (const brackets of BRACKETS) {
    const at = line.search(brackets)
    const end = line.indexOf(']', at)
    if (at < 0 || end < 0) continue
    const data = decode(line.slice(end + 1), ';\r\n]%')
    const found = commandIn(line.slice(at + 3, end), ';', data, ';\r\n]%')
    if (found !== undefined) return found
  }
  return undefined
}

function commandIn(
  info: string,
  separator: string,
  data: string,
  escaped: string,
): Command | undefined {
  const [name = '', ...rest] = info.split(' ')
  if (!REGISTERED.has(name.toLowerCase())) return undefined
  const properties: Record<string, string> = {}
  for (const pair of rest.join(' ').trim().split(separator)) {
    const at = pair.indexOf('=')
    if (at > 0 && at < pair.length - 1)
      properties[pair.slice(0, at)] = decode(pair.slice(at + 1), escaped)
  }
  return { name: name.toLowerCase(), properties, data }
}

function decode(text: string, characters: string): string {
  return [...characters].reduce(
    (now, one) =>
      now.replaceAll(`%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`, one),
    text,
  )
}

/**
 * The values of GITHUB_OUTPUT or GITHUB_STATE.
 *
 * @throws where the runner fails the step.
 */
export function readFileCommands(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? ''
    if (line === '') continue
    const [equals, heredoc] = [line.indexOf('='), line.indexOf('<<')]
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      values.set(line.slice(0, equals), line.slice(equals + 1))
      continue
    }
    if (heredoc < 0) throw new Error(`no value: ${line}`)
    const end = lines.indexOf(line.slice(heredoc + 2), i + 1)
    if (end < 0) throw new Error(`no end: ${line}`)
    values.set(line.slice(0, heredoc), lines.slice(i + 1, end).join('\n'))
    i = end
  }
  return values
}

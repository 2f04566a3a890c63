import { INPUT_NAMES, type InputName, type Sources } from './inputs.ts'
import { didYouMean, quote } from './problem.ts'
import { splitWords } from './words.ts'

/** Inputs that speak of a pull request; a command line has none. */
const ONLY_ON_GITHUB: readonly InputName[] = [
  'override-label',
  'github-token',
  'comment',
  'comment-key',
  'pr-number',
]

/** The command line's options that take a value: the action's inputs. */
export const OPTION_NAMES: readonly InputName[] = INPUT_NAMES.filter(
  (name) => !ONLY_ON_GITHUB.includes(name),
)

/** Of several lines: each further option, and each part after a semicolon, is one more line. */
export const LINES: readonly InputName[] = ['load', 'thresholds', 'headers', 'results']
/** A header may hold a semicolon. */
const PARTED: readonly InputName[] = ['load', 'thresholds']

export const FLAGS = {
  'dry-run': {
    short: undefined,
    description: 'Show the plan, what it would cost and the permissions it needs; sends nothing',
  },
  help: { short: 'h', description: 'Show this help' },
  version: { short: 'V', description: 'Show the version' },
} as const
export type Flag = keyof typeof FLAGS

export type Options = {
  readonly flags: ReadonlySet<Flag>
  /** As the inputs of a workflow: several lines where an option was given several times. */
  readonly values: ReadonlyMap<InputName, string>
  readonly problems: readonly string[]
}

/**
 * Reads a command line, and says everything that is wrong with it.
 *
 * @param args without the paths of Node and of the script.
 */
export function parseOptions(args: readonly string[]): Options {
  const flags = new Set<Flag>()
  const values = new Map<InputName, string>()
  const problems: string[] = []
  for (const word of splitWords(args, (name) => findFlag(name) !== undefined)) {
    if (word.kind === 'word') {
      problems.push(`found ${quote(word.text)} outside of an option; quote values that hold spaces`)
      continue
    }
    const { name, shown, value } = word
    const option = OPTION_NAMES.find((known) => known === name)
    const flag = findFlag(name)
    if (flag !== undefined) {
      if (value === undefined) flags.add(flag)
      else problems.push(`${shown}: found ${quote(value)}, and it takes no value`)
    } else if (option === undefined) problems.push(describeUnknown(name, shown))
    else if (value === undefined) problems.push(describeMissing(shown))
    else values.set(option, join(option, values.get(option), value))
  }
  if (flags.has('dry-run') && values.get('mode') === 'report') {
    problems.push(
      '--dry-run: shows what would be sent to AWS, and --mode report sends nothing there; leave one of the two out',
    )
  }
  return { flags, values, problems }
}

/** The last one counts, as it is convenient for a script around it, except where each is a line. */
function join(name: InputName, before: string | undefined, value: string): string {
  if (!LINES.includes(name)) return value
  const lines = PARTED.includes(name) ? value.replaceAll(';', '\n') : value
  return before === undefined ? lines : `${before}\n${lines}`
}

function findFlag(name: string): Flag | undefined {
  const entries = Object.entries(FLAGS) as readonly [Flag, (typeof FLAGS)[Flag]][]
  return entries.find(([known, { short }]) => known === name || short === name)?.[0]
}

function describeMissing(shown: string): string {
  return `${shown}: found no value; one that begins with a dash is written as \`${shown}=…\``
}

function describeUnknown(name: string, shown: string): string {
  if (ONLY_ON_GITHUB.some((known) => known === name)) {
    return `${shown}: is for pull requests, which only the GitHub Action knows; leave it out`
  }
  const advice = didYouMean(name, [...OPTION_NAMES, ...Object.keys(FLAGS)])
  return `${shown}: is no option${advice.replace(/"(.+)"/, '--$1')}`
}

/**
 * The options as a configuration's sources.
 *
 * @param others defaults, environment and files.
 */
export function sourcesOf({ values }: Options, others: Omit<Sources, 'input' | 'given'>): Sources {
  return {
    ...others,
    input: (name) => {
      if (name === 'comment') return 'never'
      if (ONLY_ON_GITHUB.includes(name)) return ''
      return values.get(name)?.trim() || others.defaultOf(name)
    },
    given: [...values.keys()],
  }
}

import { parseStoredReport, type StoredReport } from '../comparison/stored-report.ts'
import { parseFunctionName } from './function-name.ts'
import type { Sources } from './inputs.ts'
import { makeProblem } from './problem.ts'
import type { Target } from './target.ts'

/** What the candidate is compared with. */
export type Baseline =
  | { readonly kind: 'none' }
  /** Measured in the same run. */
  | { readonly kind: 'function'; readonly target: Target; readonly label: string }
  /** Measured before. */
  | { readonly kind: 'stored'; readonly path: string; readonly report: StoredReport }

const ACCEPTED =
  'none, function:<name or ARN>[:qualifier], qualifier:<version or alias>, file:<report.json>'
const EXAMPLE = 'function:census-gbm-main'

/**
 * Reads the input `baseline`, and the file that it names.
 *
 * @param target undefined when the function itself could not be told.
 * @param problems gets what is wrong with it.
 */
export function parseBaseline(
  { input, readFile }: Sources,
  target: Target | undefined,
  problems: string[],
): Baseline | undefined {
  const text = input('baseline')
  const [, kind, value = ''] = /^(none|function|qualifier|file)(?::(.+))?$/.exec(text) ?? []
  if (kind === 'none' && value === '') return { kind: 'none' }
  if (kind === undefined || kind === 'none' || value === '') {
    problems.push(makeProblem('baseline', text, ACCEPTED, EXAMPLE))
    return undefined
  }
  if (kind === 'file') return parseFile(value, readFile, problems)
  if (target === undefined) return undefined
  if (kind === 'qualifier') {
    if (!/^(\$LATEST|[\w-]{1,128})$/.test(value)) {
      problems.push(makeProblem('baseline', text, 'a version or an alias', 'qualifier:41'))
      return undefined
    }
    return {
      kind: 'function',
      target: { ...target, qualifier: value },
      label: labelOf(target.name, value),
    }
  }
  const found = parseFunctionName(value)
  if (found === undefined) {
    problems.push(makeProblem('baseline', text, ACCEPTED, EXAMPLE))
    return undefined
  }
  if (found.region !== undefined && found.region !== target.region) {
    problems.push(
      makeProblem('baseline', text, `a function in the same region, ${target.region}`, EXAMPLE),
    )
    return undefined
  }
  const { id, name, qualifier = '$LATEST' } = found
  return {
    kind: 'function',
    target: { id, name, qualifier, region: target.region },
    label: labelOf(name, found.qualifier ?? ''),
  }
}

function labelOf(name: string, qualifier: string): string {
  return qualifier === '' ? name : `${name}:${qualifier}`
}

function parseFile(
  path: string,
  readFile: Sources['readFile'],
  problems: string[],
): Baseline | undefined {
  const file = readFile(path)
  const report = 'reason' in file ? `cannot be read (${file.reason})` : parseStoredReport(file.text)
  if (typeof report !== 'string') return { kind: 'stored', path, report }
  problems.push(
    `baseline: found "${path}", which ${report}; accepted is the report.json of a finished run, for example \`file:base/report.json\``,
  )
  return undefined
}

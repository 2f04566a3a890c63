import { oneLine, shorten } from '../report/escape.ts'
import { formatShare, formatTime, type Ms } from '../units.ts'
import type { Phase } from './environment.ts'
import type { ImportProfile } from './import-profile.ts'

const MOST_NAMES = 3
const MOST_OF_NAME = 80

/**
 * "Imports take 3.10 s of 4.00 s init (77.5 %): sklearn.ensemble 1.80 s, pandas 900 ms; slower than
 * the baseline: sklearn.ensemble +1.20 s." Names are untrusted text.
 */
export function phraseImports({ candidate, changes }: ImportProfile): string {
  const { imports, init, inRequest, costs } = candidate
  const of =
    init === null
      ? ''
      : ` of ${formatTime(init)} init${imports <= init ? ` (${formatShare(imports / init)})` : ''}`
  const top = costs
    .filter(({ phase }) => phase !== 'request')
    .slice(0, MOST_NAMES)
    .map(({ name, time }) => `${nameOf(name)} ${formatTime(time)}`)
  const slower = changes.filter(({ change }) => change > 0)
  const faster = changes.filter(({ change }) => change < 0)
  const late = inRequest < 1 ? [] : [`the first request waits for ${formatTime(inRequest)} more`]
  const parts = [
    `Imports take ${formatTime(imports)}${of}${top.length > 0 ? `: ${top.join(', ')}` : ''}`,
    ...late,
    ...phraseChanges('slower than the baseline', slower),
    ...phraseChanges('faster', faster),
  ]
  return `${parts.join('; ')}.`
}

function phraseChanges(what: string, changes: ImportProfile['changes']): readonly string[] {
  if (changes.length === 0) return []
  const named = changes
    .slice(0, MOST_NAMES)
    .map(
      (one) =>
        `${nameOf(one.name)} ${formatSigned(one.change)}${one.before === null ? ' (new)' : one.after === null ? ' (gone)' : ''}`,
    )
  const more = changes.length > named.length ? ` and ${changes.length - named.length} more` : ''
  return [`${what}: ${named.join(', ')}${more}`]
}

function nameOf(name: string): string {
  return shorten(oneLine(name), MOST_OF_NAME)
}

/** "+1.20 s", "−90 ms". */
export function formatSigned(change: Ms): string {
  return `${change < 0 ? '−' : '+'}${formatTime(Math.abs(change))}`
}

const PHASES: Readonly<Record<Phase, string>> = {
  runtime: 'before the handler',
  init: 'init',
  request: 'first request',
}

export function describePhase(phase: Phase): string {
  return PHASES[phase]
}

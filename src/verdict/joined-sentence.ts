import { formatCount, formatThousands } from '../units.ts'
import type { Result } from './result.ts'
import type { VerdictKind } from './verdict.ts'

/** Labels are names, not texts. */
const MOST_OF_LABEL = 60

/** What merging would do to several setups; names the worst of them. */
export function phraseJoined(
  kind: VerdictKind,
  setups: readonly Result[],
  failures: readonly string[],
): string {
  const own = setups.filter(({ verdict }) => verdict.kind === kind)
  const share = `${formatThousands(own.length)} of ${formatCount(setups.length, 'setup')}`
  switch (kind) {
    case 'error': {
      const reasons = own.map((one) => tell(one, /^could not measure: /))
      return `could not measure everything: ${listed([...reasons, ...failures], 3)}`
    }
    case 'fail':
    case 'overridden': {
      const broken = own.map((one) => tell(one, /^merging would /, ' would '))
      return `merging would fail ${share}: ${listed(broken, 2)}`
    }
    case 'inconclusive': {
      const open = own.map((one) => tell(one, /^not enough data for /))
      return `not enough data to judge ${share}: ${listed(open, 2)}`
    }
    case 'warn': {
      const warned = own.map((one) => tell(one, /^merging keeps every blocking rule, [^:]*: /))
      return `merging keeps every blocking rule, with a warning for ${share}: ${listed(warned, 2)}`
    }
    case 'pass':
      return phraseAllPass(setups)
  }
}

/**
 * What a file without single requests leaves to be said.
 *
 * @returns undefined for any other setup.
 */
export function phraseToolFigures({ imported, checks, verdict }: Result): string | undefined {
  if (!imported?.toolFigures || checks.length > 0 || verdict.kind !== 'pass') return undefined
  const { tool, n } = imported.toolFigures
  return `read ${tool}’s own figures of ${formatCount(n, 'request')}; no thresholds were given`
}

function phraseAllPass(setups: readonly Result[]): string {
  const measured = describeMeasured(setups)
  const rules = setups[0]?.checks.length ?? 0
  const all = formatCount(setups.length, 'setup')
  if (rules === 0) return `measured ${all}: ${measured}; no thresholds were given`
  const hold = rules === 1 ? 'the only rule holds' : `all ${rules} rules hold`
  return `merging keeps all ${all} within their limits: ${hold} for each (${measured})`
}

/** "426 cold starts of 786 starts, Locust’s own figures of 45 requests". */
function describeMeasured(setups: readonly Result[]): string {
  const count = (name: 'any-cold' | 'all'): number =>
    setups.reduce((sum, { classes }) => sum + (classes[name].count ?? 0), 0)
  const starts = `${formatCount(count('any-cold'), 'cold start')} of ${formatCount(count('all'), 'start')}`
  const figures = setups.flatMap(({ imported }) => imported?.toolFigures ?? [])
  const told = [...Map.groupBy(figures, ({ tool }) => tool)].map(([tool, own]) => {
    const requests = own.reduce((sum, { n }) => sum + n, 0)
    return `${tool}’s own figures of ${formatCount(requests, 'request')}`
  })
  return (figures.length === setups.length ? told : [starts, ...told]).join(', ')
}

/** "s3-140: …": the setup's own sentence, without what the joined one says already. */
function tell({ label, verdict }: Result, said: RegExp, between = ': '): string {
  const characters = [...label]
  const name =
    characters.length > MOST_OF_LABEL
      ? `${characters.slice(0, MOST_OF_LABEL - 1).join('')}…`
      : label
  const own = verdict.summary
  return said.test(own) ? `${name}${between}${own.replace(said, '')}` : `${name}: ${own}`
}

/** The first ones, and how many more there are. */
function listed(texts: readonly string[], most: number): string {
  const more = texts.length > most ? `; and ${texts.length - most} more` : ''
  return `${texts.slice(0, most).join('; ')}${more}`
}

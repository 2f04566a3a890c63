import { quote } from '../config/problem.ts'

/** What tells whether a function serves real users. */
export type Looks = {
  readonly name: string
  /** Version or alias by which it is called. */
  readonly qualifier: string
  /** Undefined where nobody told them. */
  readonly tags: Readonly<Record<string, string>> | undefined
}

const WORDS: ReadonlySet<string> = new Set(['prod', 'production', 'prd'])
/** In a name it may be about football; an alias or a tag says what it is for. */
const WORDS_OF_STAGES: ReadonlySet<string> = new Set([...WORDS, 'live'])
/** Before such a word: "pre-prod", "non-prod". */
const DENIALS: ReadonlySet<string> = new Set(['pre', 'non', 'not', 'no', 'un'])
/** After it: "prod-like". */
const LIKENESS = 'like'
const TAGS: ReadonlySet<string> = new Set(['environment', 'env', 'stage', 'tier'])

/**
 * What makes a function look like production: one of the words prod, production or prd in its
 * name, or one of these or live in the qualifier, or in a tag named environment, env, stage or tier (in
 * any case, with any prefix such as `app:`).
 *
 * @returns how it shows, to follow "it looks like production: "; undefined when it does not.
 */
export function signOfProduction({ name, qualifier, tags = {} }: Looks): string | undefined {
  const inName = findWord(name, WORDS)
  if (inName !== undefined) return `its name has the word ${quote(inName)}`
  const inQualifier = findWord(qualifier, WORDS_OF_STAGES)
  if (inQualifier !== undefined) return `it is called by ${quote(qualifier)}`
  const tag = Object.entries(tags).find(([key, value]) => {
    const [last = ''] = key.toLowerCase().split(/[:/.]/).slice(-1)
    return TAGS.has(last) && findWord(value, WORDS_OF_STAGES) !== undefined
  })
  return tag && `its tag ${quote(tag[0])} is ${quote(tag[1])}`
}

/** Words end where letters end and where a capital begins: "gbmProd2", "GBM-PROD", "PRODGbm". */
function findWord(text: string, wanted: ReadonlySet<string>): string | undefined {
  const words = text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []
  return words.find((word, i) => {
    const before = words[i - 1]?.toLowerCase() ?? ''
    const after = words[i + 1]?.toLowerCase()
    return wanted.has(word.toLowerCase()) && !DENIALS.has(before) && after !== LIKENESS
  })
}

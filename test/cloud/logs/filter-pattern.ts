import { Refusal } from '../exchange.ts'
import { parseJsonPattern } from './json-pattern.ts'

export type Matches = (message: string) => boolean

type Term = { readonly mark: '' | '?' | '-'; readonly test: Matches }

/**
 * What FilterLogEvents lets through, for unstructured patterns and for `{ $.json = "ones" }`:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * Space-delimited `[a, b]` patterns are refused.
 */
export function parseFilterPattern(pattern: string): Matches {
  const text = pattern.trim()
  if (text.startsWith('{')) return parseJsonPattern(text)
  const terms = parseTerms(text)
  const wanted = terms.filter((term) => term.mark === '')
  const unwanted = terms.filter((term) => term.mark === '-')
  const optional = terms.filter((term) => term.mark === '?')
  // Beside other terms AWS ignores the optional ones.
  const any = wanted.length + unwanted.length === 0 ? optional : []
  return (message) =>
    wanted.every((term) => term.test(message)) &&
    !unwanted.some((term) => term.test(message)) &&
    (any.length === 0 || any.some((term) => term.test(message)))
}

function parseTerms(text: string): readonly Term[] {
  return [...text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]*)%|(\S+))\s*/g)].map(
    ([, mark = '', phrase, regex, word]) => ({
      mark: mark === '?' || mark === '-' ? mark : '',
      test: makeTest(phrase, regex, word),
    }),
  )
}

function makeTest(
  phrase: string | undefined,
  regex: string | undefined,
  word: string | undefined,
): Matches {
  if (regex !== undefined) {
    const pattern = new RegExp(regex)
    return (message) => pattern.test(message)
  }
  const strange = word?.match(/[^\p{L}\p{N}_]+/u)
  if (strange) {
    throw new Refusal(
      400,
      'InvalidParameterException',
      `Invalid character(s) in term '${strange[0]}'`,
    )
  }
  const term = word ?? (phrase ?? '').replace(/\\(.)/g, '$1')
  return (message) => message.includes(term)
}

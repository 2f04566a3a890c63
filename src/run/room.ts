import { formatThousands } from '../units.ts'
import { add, RECYCLE_VARIABLE, type Variables } from './recycled.ts'

/**
 * Of all variables of a function, as the JSON text that Lambda measures.
 * Source: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MOST_BYTES = 4_096

/** As long as any: a time in ms, and the number of the change. */
const MARKER = '0000000000000-0000'

/**
 * Why a marker, and other words of ours, do not fit beside the function's variables; undefined where
 * they do. No value is in it.
 */
export function whyNoRoom(variables: Variables, words: Variables = {}): string | undefined {
  const size = sizeOf(variables)
  const more = sizeOf(add(variables, { ...words, [RECYCLE_VARIABLE]: MARKER })) - size
  if (size + more <= MOST_BYTES) return undefined
  return `its environment variables take ${formatThousands(size)} of the ${formatThousands(MOST_BYTES)} bytes that Lambda allows, and ${formatThousands(more)} more are needed`
}

function sizeOf(variables: Variables): number {
  return new TextEncoder().encode(JSON.stringify(variables)).length
}

/** An option of a command line with its value, or a word that belongs to none. */
export type Word =
  | {
      readonly kind: 'option'
      /** Without dashes. */
      readonly name: string
      /** As it was written. */
      readonly shown: string
      /** Undefined when none follows. */
      readonly value: string | undefined
    }
  | { readonly kind: 'word'; readonly text: string }

/**
 * Splits a command line as getopt_long does: `--name value`, `--name=value`, `-h`, and only words
 * after `--`. A value of its own may not begin with a dash, so that a forgotten one does not swallow
 * the next option. Node's parseArgs stops at the first mistake, or swallows.
 *
 * @param args without the paths of Node and of the script.
 * @param isFlag whether an option takes no value.
 */
export function splitWords(
  args: readonly string[],
  isFlag: (name: string) => boolean,
): readonly Word[] {
  const words: Word[] = []
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? ''
    if (arg === '--') {
      return [...words, ...args.slice(i + 1).map((text) => ({ kind: 'word', text }) as const)]
    }
    const [, shown = '', name = '', , inline] = /^(--?([^\s=]+))(=([\s\S]*))?$/.exec(arg) ?? []
    const next = args[i + 1]
    if (name === '') words.push({ kind: 'word', text: arg })
    else if (inline !== undefined || isFlag(name) || next === undefined || next.startsWith('-')) {
      words.push({ kind: 'option', name, shown, value: inline })
    } else {
      words.push({ kind: 'option', name, shown, value: next })
      i += 1
    }
  }
  return words
}

/** The environment variable whose change makes Lambda replace every environment of `$LATEST`. */
export const RECYCLE_VARIABLE = 'COLD_START_GATE_RECYCLE'

export type Variables = Readonly<Record<string, string>>

/**
 * What must be undone on one function, saved for the post step before anything is changed. No value
 * of the function's own is in it: one is a list of words with a blank between two, to which a word of
 * ours is added, and out of which it can be taken again.
 */
export type Recycled = {
  readonly id: string
  readonly region: string
  /** Of each variable, the words of ours that may be in it; all else there is somebody else's. */
  readonly ours: Readonly<Record<string, readonly string[]>>
}

/** A change of variables, and what undoes it, whether it took place or not. */
export type Renewal = { readonly variables: Variables; readonly recycled: Recycled }

/** These may have many words. Any other is a switch, which stays as it is where it has a value. */
const LISTS: ReadonlySet<string> = new Set([RECYCLE_VARIABLE, 'NODE_OPTIONS'])

/** A marker left by a run that could not undo it, or of one beside this: nothing to be put back. */
const MARKER = /^\d{13}-\d+$/

/**
 * Replaces what we set before by what is wanted now.
 *
 * @param variables as they are.
 * @param wanted one word of ours, without a blank, for each variable.
 * @param known what is to be undone already; undefined when nothing is.
 */
export function renew(
  variables: Variables,
  wanted: Variables,
  known: Recycled | undefined,
  of: Pick<Recycled, 'id' | 'region'>,
): Renewal {
  const base = known === undefined ? variables : undo(variables, known)
  const added = add(base, wanted)
  const ours: Record<string, readonly string[]> = { ...known?.ours }
  for (const [name, word] of Object.entries(wanted)) {
    if (added[name] === own(base, name)) continue
    ours[name] = [...new Set([...(own(ours, name) ?? []), word])]
  }
  return { variables: added, recycled: { id: of.id, region: of.region, ours } }
}

/** After the change has taken place: what is left to be undone is what was wanted, and no more. */
export function settle({ ours, ...of }: Recycled, wanted: Variables): Recycled {
  const settled = Object.entries(wanted).filter(([name, word]) => own(ours, name)?.includes(word))
  return { ...of, ours: Object.fromEntries(settled.map(([name, word]) => [name, [word]])) }
}

/** The variables with a word of ours in each, but for switches that are on and words that are there. */
export function add(variables: Variables, wanted: Variables): Variables {
  const added = Object.entries(wanted).map(([name, word]) => {
    const before = own(variables, name)
    const words = before?.split(' ') ?? []
    if (before && (words.includes(word) || !LISTS.has(name))) return [name, before]
    const kept = name === RECYCLE_VARIABLE ? words.filter((one) => !MARKER.test(one)) : words
    return [name, [...kept, word].join(' ')]
  })
  return { ...variables, ...Object.fromEntries(added) }
}

/** The variables as they would be without us: what others set stays, in our variables too. */
export function undo(variables: Variables, { ours }: Recycled): Variables {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => {
      const left = value.split(' ').filter((word) => !own(ours, name)?.includes(word))
      return left.length === 0 ? [] : [[name, left.join(' ')]]
    }),
  )
}

/** What is left to do by hand, where nothing undoes it later. */
export function describeLeft(recycled: Recycled): string {
  const { id, region, ours } = recycled
  const names = Object.keys(ours)
  const subject = names.length === 1 ? 'variable' : 'variables'
  return `the environment ${subject} ${names.join(', ')} may still be on the function ${id} in ${region}; if nothing undoes it later (in a workflow the post step tries to), run: ${commandFor(recycled)}`
}

/** `undo` for jq (1.5 and later), which splits an empty text into no words at all. */
const CUT =
  'def cut(name; ours): if (.[name] // "") == "" then . else (.[name] / " " - ours) as $left | if $left == [] then del(.[name]) else .[name] = ($left | join(" ")) end end;'

/**
 * Cuts our words out and keeps all else, as it is when it runs: the API takes all variables at once.
 * Where the function has none, the query gives null, and an empty list is no change.
 */
function commandFor({ id, region, ours }: Recycled): string {
  const of = `--region ${quote(region)} --function-name ${quote(id)}`
  const cuts = Object.entries(ours).map(
    ([name, words]) => `cut(${JSON.stringify(name)}; ${JSON.stringify(words)})`,
  )
  // Variables that may not be read would all be lost.
  const filter = `${CUT} if .Error then error else {Variables: ((.Variables // {}) | ${cuts.join(' | ')})} end`
  const read = `aws lambda get-function-configuration ${of} --query Environment --output json`
  return `aws lambda update-function-configuration ${of} --environment "$(${read} | jq -c ${quote(filter)})"`
}

/** One word for a POSIX shell, whatever is in it. */
function quote(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** A variable may have the name of a property that every object has. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

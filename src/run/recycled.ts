/** The environment variable whose change makes Lambda replace every environment of `$LATEST`. */
export const RECYCLE_VARIABLE = 'COLD_START_GATE_RECYCLE'

export type Variables = Readonly<Record<string, string>>

/** What must be undone on one function, saved for the post step before anything is changed. */
export type Recycled = {
  readonly id: string
  readonly region: string
  /** Of each variable that we set, its value before; null when the function had none. */
  readonly previous: Readonly<Record<string, string | null>>
  /** The values of ours that may be there; any other is somebody else's, and stays. */
  readonly ours: Readonly<Record<string, readonly string[]>>
}

/** A change of variables, and what undoes it, whether it took place or not. */
export type Renewal = { readonly variables: Variables; readonly recycled: Recycled }

/** A marker left by a run that could not undo it, or of one beside this: nothing to be put back. */
const MARKER = /^\d{13}-\d+$/

/**
 * Replaces what we set before by what is wanted now.
 *
 * @param variables as they are.
 * @param known what is to be undone already; undefined when nothing is.
 */
export function renew(
  variables: Variables,
  wanted: Variables,
  known: Recycled | undefined,
  of: Pick<Recycled, 'id' | 'region'>,
): Renewal {
  const base = known === undefined ? variables : undo(variables, known)
  const previous: Record<string, string | null> = { ...known?.previous }
  const ours: Record<string, readonly string[]> = { ...known?.ours }
  for (const [name, value] of Object.entries(wanted)) {
    const before = own(base, name)
    const isMarker = name === RECYCLE_VARIABLE && before !== undefined && MARKER.test(before)
    previous[name] = isMarker ? null : (before ?? null)
    ours[name] = [...new Set([...(own(ours, name) ?? []), value])]
  }
  return { variables: { ...base, ...wanted }, recycled: { ...of, previous, ours } }
}

/** After the change has taken place: what is left to be undone is what was wanted, and no more. */
export function settle({ previous, ...of }: Recycled, wanted: Variables): Recycled {
  return {
    ...of,
    previous: Object.fromEntries(
      Object.entries(previous).filter(([name]) => Object.hasOwn(wanted, name)),
    ),
    ours: Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, [value]])),
  }
}

/** The variables as they would be without us: what others set stays, in our variables too. */
export function undo(variables: Variables, { previous, ours }: Recycled): Variables {
  const isOurs = (name: string, value: string): boolean => own(ours, name)?.includes(value) ?? false
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => {
      if (!isOurs(name, value)) return [[name, value]]
      const before = previous[name]
      return typeof before === 'string' ? [[name, before]] : []
    }),
  )
}

/** What is left to do by hand, where nothing undoes it later. */
export function describeLeft(recycled: Recycled): string {
  const { id, region, previous } = recycled
  const names = Object.keys(previous)
  const subject = names.length === 1 ? 'variable' : 'variables'
  return `the environment ${subject} ${names.join(', ')} may still be on the function ${id} in ${region}; if nothing undoes it later (the action's post step tries to), run: ${commandFor(recycled)}`
}

/**
 * Changes our variables and keeps all others, as they are when it runs: the API takes all of them at
 * once. Where the function has none, the query gives null, and an empty list is no change.
 */
function commandFor({ id, region, previous }: Recycled): string {
  const of = `--region ${quote(region)} --function-name ${quote(id)}`
  const edits = Object.entries(previous).map(([name, before]) =>
    before === null
      ? `del(.[${JSON.stringify(name)}])`
      : `.[${JSON.stringify(name)}] = ${JSON.stringify(before)}`,
  )
  // Variables that may not be read would all be lost.
  const filter = `if .Error then error else {Variables: ((.Variables // {}) | ${edits.join(' | ')})} end`
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

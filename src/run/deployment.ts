/** What of a function's configuration its deployment is. */
export type Deployment = {
  /** By what it is about; texts to be compared and never shown. Undefined: not to be told. */
  readonly aspects: Readonly<Record<string, string | undefined>>
  /** As Lambda writes it; null where it does not. */
  readonly lastModified: string | null
}

/** An update may leave everything as it was, and its environments are new ones all the same. */
const SAME = 'an update that left its configuration as it was'

/**
 * What others changed from one reading to a later one; empty when nothing.
 *
 * @param isModifiedByUs between the two, so that another time of modification says nothing.
 */
export function changesBetween(
  before: Deployment,
  after: Deployment,
  isModifiedByUs: boolean,
): readonly string[] {
  const changed = Object.keys(before.aspects).filter((what) => {
    const [was, is] = [before.aspects[what], after.aspects[what]]
    return was !== undefined && is !== undefined && was !== is
  })
  if (changed.length > 0 || isModifiedByUs) return changed
  return before.lastModified === after.lastModified ? [] : [SAME]
}

/** In the order of the columns that the model was trained on. */
export const FEATURES = [
  'age',
  'fnlwgt',
  'education_num',
  'capital_gain',
  'capital_loss',
  'hours_per_week',
]

/** The caller sent something that is not a person; the message names every bad feature. */
export class PersonError extends Error {
  name = 'PersonError'
}

/**
 * The six features as a row in the order of FEATURES.
 *
 * Text such as "34" is refused, not converted: a tree compares it without complaint, and a form
 * field that is empty would become the age 0.
 *
 * @param {unknown} person
 * @returns {number[]}
 */
export function parsePerson(person) {
  if (typeof person !== 'object' || person === null || Array.isArray(person)) {
    throw new PersonError(
      `A person must be an object with ${FEATURES.join(', ')}, got ${JSON.stringify(person)}`,
    )
  }
  const problems = FEATURES.flatMap((feature) => describeProblem(feature, person[feature]))
  if (problems.length > 0) throw new PersonError(`Bad person: ${problems.join('; ')}`)
  return FEATURES.map((feature) => person[feature])
}

function describeProblem(feature, value) {
  if (value === undefined) return [`${feature} is missing`]
  if (Number.isFinite(value)) return []
  return [`${feature} must be a number, got ${JSON.stringify(value)}`]
}

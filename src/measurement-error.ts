/**
 * The measurement cannot go on. The message is for the user: what was expected, what was there and
 * what to do. It is never worded as a regression.
 */
export class MeasurementError extends Error {
  override readonly name = 'MeasurementError'
}

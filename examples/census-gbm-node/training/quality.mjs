/** Share of people whose side of 0.5 is right. */
export function measureAccuracy(probabilities, labels) {
  const right = probabilities.filter((p, index) => (p >= 0.5 ? 1 : 0) === labels[index])
  return right.length / labels.length
}

/**
 * Area under the ROC curve: the chance that someone with label 1 gets a higher score than someone
 * with label 0, where a tie counts half (Hanley and McNeil 1982,
 * https://doi.org/10.1148/radiology.143.1.7063747). Computed as the Mann-Whitney statistic.
 */
export function measureAuc(scores, labels) {
  const negatives = scores.filter((_, index) => labels[index] === 0)
  const positives = scores.filter((_, index) => labels[index] === 1)
  const wins = positives.flatMap((high) =>
    negatives.map((low) => (high > low ? 1 : high === low ? 0.5 : 0)),
  )
  return wins.reduce((sum, win) => sum + win, 0) / wins.length
}

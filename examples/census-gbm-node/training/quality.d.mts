export function measureAccuracy(probabilities: readonly number[], labels: readonly number[]): number
export function measureAuc(scores: readonly number[], labels: readonly number[]): number

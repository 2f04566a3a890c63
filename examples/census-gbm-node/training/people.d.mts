/** Each row is in the order of FEATURES in `person.mjs`; a label of 1 is an income above 50K. */
export function drawPeople(
  count: number,
  seed: number,
): { rows: [number, number, number, number, number, number][]; labels: (0 | 1)[] }

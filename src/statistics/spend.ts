/**
 * How much of a total risk each look at the growing data may use: with a power of 1 in proportion to
 * the data that is new at that look; a higher power keeps more of it for the later looks.
 *
 * Source: Lan & DeMets (1983), "Discrete sequential boundaries for clinical trials", Biometrika 70.
 *
 * @param looks amount of data at each look (values or rounds), never falling.
 * @param power of the share of the data by which the risk is spent.
 * @returns one risk for each look; together `total`, or nothing where there is no data at all.
 */
export function spend(looks: readonly number[], total: number, power = 1): readonly number[] {
  const all = looks.at(-1) ?? 0
  const spentBy = (amount: number): number => (all === 0 ? 0 : total * (amount / all) ** power)
  return looks.map((amount, i) => spentBy(amount) - spentBy(looks[i - 1] ?? 0))
}

/** A number, or where `censored` the least that it can be. */
export type Censorable = { readonly value: number; readonly censored: boolean }

/** F is a product of rounded factors. */
const ROUNDING = 1e-9

/**
 * The p-quantile of values of which some are known only to be "at least" their bound, each with a
 * bound of its own: inf{t : F(t) ≥ p} of the product-limit estimate F. Without a censored value it
 * is the ⌈n p⌉-th smallest.
 *
 * Source: Kaplan & Meier (1958), "Nonparametric estimation from incomplete observations", Journal
 * of the American Statistical Association 53. Of equal values the exact come before the censored.
 *
 * @param p above 0, up to 1.
 * @returns the largest bound, censored, when F does not reach p; undefined without any value.
 */
export function kaplanMeierQuantile(
  values: readonly Censorable[],
  p: number,
): Censorable | undefined {
  const ascending = values.toSorted(
    (a, b) => a.value - b.value || Number(a.censored) - Number(b.censored),
  )
  let above = 1
  for (const [i, { value, censored }] of ascending.entries()) {
    if (censored) continue
    const atRisk = ascending.length - i
    above *= (atRisk - 1) / atRisk
    if (1 - above >= p - ROUNDING) return { value, censored: false }
  }
  return ascending.at(-1)
}

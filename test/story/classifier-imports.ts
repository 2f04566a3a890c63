import { HEADER, imported, printed } from '../profile/printed.ts'
import { spread } from './census.ts'

/** A classifier's imports; `ensemble` is what scikit-learn's takes of its own, in ms. */
export const imports =
  (ensemble: number) =>
  (i: number): readonly string[] => {
    const noise = 1 + 0.02 * spread(i, 5)
    return [
      HEADER,
      ...printed([
        imported('site', 4, [imported('os', 2)]),
        imported('awslambdaric.bootstrap', 28, [imported('logging', 9)]),
        imported('numpy', 100 * noise, [imported('numpy._core', 140 * noise)]),
        imported('pandas', 120 * noise, [imported('pandas.core.api', 610 * noise)]),
        imported('sklearn.ensemble', ensemble * noise, [
          imported('sklearn.base', 40, [imported('scipy.stats', 450 * noise)]),
        ]),
      ]),
      'loading the model took 0.4 s',
    ]
  }

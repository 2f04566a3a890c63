import fc from 'fast-check'

/** A property whose number of runs somebody else decides: a few in `npm test`, many at night. */
export type Fuzz = {
  readonly name: string
  /** How many texts one run takes; that many fewer runs make the same number of inputs. */
  readonly inputs: number
  readonly property: fc.IAsyncPropertyWithHooks<unknown> | fc.IPropertyWithHooks<unknown>
}

/** @param check fails by throwing. */
export function fuzz<T>(
  name: string,
  inputs: number,
  arbitrary: fc.Arbitrary<T>,
  check: (value: T) => void | Promise<void>,
): Fuzz {
  const property = fc.asyncProperty(arbitrary, async (value) => {
    await check(value)
  })
  return { name, inputs, property: property as Fuzz['property'] }
}

export type Choice = {
  /** Texts, over all runs. */
  readonly inputs: number
  readonly seed?: number | undefined
  /** Of a failure, to see it again. */
  readonly path?: string | undefined
}

export async function check(
  { property, inputs: each }: Fuzz,
  { inputs, seed, path }: Choice,
): Promise<fc.RunDetails<unknown>> {
  const numRuns = Math.max(1, Math.ceil(inputs / each))
  return await fc.check(property, {
    numRuns,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
  })
}

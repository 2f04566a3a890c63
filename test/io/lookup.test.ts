import { expect, test } from '@jest/globals'
import { makeLookup } from '../../src/io/lookup.ts'

type Address = { readonly address: string; readonly family: number }

const FOUND: readonly Address[] = [
  { address: '::1', family: 6 },
  { address: '::2', family: 6 },
  { address: '127.0.0.1', family: 4 },
]

function ask(lookup: ReturnType<typeof makeLookup>, all: boolean): Promise<unknown> {
  return new Promise((resolve, reject) =>
    lookup('a.example', { all }, (error, address, family) =>
      error ? reject(error) : resolve(all ? address : [address, family]),
    ),
  )
}

test('one answer serves many connections, whose addresses take turns within the best family', async () => {
  let asked = 0
  const lookup = makeLookup(async () => {
    asked += 1
    return FOUND
  })
  const first = await Promise.all(Array.from({ length: 4 }, () => ask(lookup, false)))
  expect(first.map(String)).toEqual(['::2,6', '::1,6', '::2,6', '::1,6'])
  expect(await ask(lookup, true)).toEqual([FOUND[1], FOUND[0], FOUND[2]])
  expect(asked).toBe(1)
})

test('a name that was not found is asked for again', async () => {
  let asked = 0
  const lookup = makeLookup(async () => {
    asked += 1
    if (asked === 1) throw new Error('ENOTFOUND')
    return FOUND
  })
  await expect(ask(lookup, true)).rejects.toThrow('ENOTFOUND')
  expect(await ask(lookup, true)).toHaveLength(3)
})

import { expect, test } from '@jest/globals'
import { makeCredentialStore } from '../../src/io/credentials.ts'

const HOUR = 3_600_000

/** A provider whose n-th credentials expire when told. */
function provider(...lifetimes: readonly number[]) {
  let asked = 0
  let now = 1_000_000_000_000
  const provide = async () => {
    const lifetime = lifetimes[asked]
    asked += 1
    if (lifetime === undefined) throw new Error('no more')
    const expiration = new Date(now + lifetime)
    return { accessKeyId: `key-${asked}`, secretAccessKey: 's', expiration }
  }
  const pass = (ms: number): void => {
    now += ms
  }
  return { store: makeCredentialStore(provide, () => now), pass, asked: () => asked }
}

test('there are none before the provider was asked, and then the same for a while', async () => {
  const { store, asked } = provider(HOUR)
  expect(store.current()).toBeUndefined()
  expect(asked()).toBe(0)
  await store.renew()
  for (let i = 0; i < 100; i += 1) expect(store.current()?.accessKeyId).toBe('key-1')
  expect(asked()).toBe(1)
})

test('the provider is asked again beside the requests, which go on with what is good', async () => {
  const { store, pass, asked } = provider(HOUR, HOUR)
  await store.renew()
  pass(31_000)
  expect(store.current()?.accessKeyId).toBe('key-1')
  expect(store.current()?.accessKeyId).toBe('key-1')
  expect(asked()).toBe(2)
  await Promise.resolve()
  expect(store.current()?.accessKeyId).toBe('key-2')
})

test('expired ones are none, and a failure to renew good ones changes nothing', async () => {
  const { store, pass } = provider(60_000)
  await store.renew()
  pass(40_000)
  expect(store.current()?.accessKeyId).toBe('key-1')
  await Promise.resolve()
  expect(store.current()?.accessKeyId).toBe('key-1')
  pass(30_000)
  expect(store.current()).toBeUndefined()
  await expect(store.renew()).rejects.toThrow('no more')
})

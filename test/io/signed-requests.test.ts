import { expect, test } from '@jest/globals'
import { makeSignedRequests, type SignedRequests } from '../../src/io/signed-requests.ts'

const place = { service: 'lambda', region: 'eu-west-1', method: 'POST', path: '/', query: {} }
const first = { accessKeyId: 'FIRST', secretAccessKey: 'a', sessionToken: 'of-first' }
const second = { accessKeyId: 'SECOND', secretAccessKey: 'b', sessionToken: 'of-second' }

function makeRequests() {
  let now = Date.parse('2026-11-22T09:00:00Z')
  const pass = (time: number): void => {
    now += time
  }
  return { ...makeSignedRequests({ ...place, headers: { host: 'a' } }, () => now), pass }
}

/** The key, the time and the token that a request shows. */
function shownBy(request: ReturnType<SignedRequests['requestFor']>): readonly unknown[] {
  const headers = request.headers as readonly string[]
  const header = (name: string) => headers[headers.indexOf(name) + 1]
  const key = /Credential=(\w+)/.exec(header('authorization') ?? '')?.[1]
  return [key, header('x-amz-date'), header('x-amz-security-token')]
}

test('an event is signed once within 10 s, and anew after them', () => {
  const { requestFor, pass } = makeRequests()
  const signed = requestFor('{}', first)
  pass(9_999)
  expect(requestFor('{}', first)).toBe(signed)
  pass(1)
  expect(shownBy(requestFor('{}', first))).toEqual(['FIRST', '20261122T090010Z', 'of-first'])
})

test('each event has a signature of its own', () => {
  const { requestFor } = makeRequests()
  expect(requestFor('{"a":1}', first).headers).not.toEqual(requestFor('{"a":2}', first).headers)
})

test('renewed credentials sign an event anew at once, and then once', () => {
  const { requestFor, pass } = makeRequests()
  requestFor('{}', first)
  pass(3_000)
  const signed = requestFor('{}', second)
  expect(shownBy(signed)).toEqual(['SECOND', '20261122T090003Z', 'of-second'])
  pass(9_999)
  expect(requestFor('{}', second)).toBe(signed)
})

test('events signed ahead are signed anew when the credentials were renewed since', () => {
  const { requestFor, getReady, pass } = makeRequests()
  getReady(['{}'], first)
  pass(2_000)
  expect(shownBy(requestFor('{}', first))).toEqual(['FIRST', '20261122T090000Z', 'of-first'])
  expect(shownBy(requestFor('{}', second))).toEqual(['SECOND', '20261122T090002Z', 'of-second'])
})

test('what is signed ahead is good for 10 s from then, whatever was signed before', () => {
  const { requestFor, getReady, pass } = makeRequests()
  requestFor('{}', first)
  pass(4_000)
  getReady(['{}'], first)
  pass(9_999)
  expect(shownBy(requestFor('{}', first))).toEqual(['FIRST', '20261122T090004Z', 'of-first'])
})

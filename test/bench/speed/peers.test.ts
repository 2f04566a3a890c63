import { expect, test } from '@jest/globals'
import type { Peer, PeerLoad } from '../../../bench/speed/peers/peer.ts'
import { PEERS } from '../../../bench/speed/peers/peers.ts'

const target = {
  url: 'https://127.0.0.1:4433/2015-03-31/functions/hold-0/invocations',
  headers: { 'x-amz-date': '20261122T120000Z', authorization: 'AWS4 "quoted"' },
  body: '{"age":34}',
}

/** All that a tool is given, as one text. */
function toldTo({ args, script }: Peer, load: PeerLoad): string {
  const all = args(target, load, 'SCRIPT').join('\n')
  return `${all}\n${script?.(target, load).text ?? ''}`
}

test.each(PEERS)('$name sends our body and headers to our function', (peer) => {
  const told = toldTo(peer, { inFlight: 50, burst: false })
  expect(told).toContain('/2015-03-31/functions/hold-0/invocations')
  expect(told).toContain('127.0.0.1:4433')
  expect(told.replaceAll('\\"', '"')).toContain('{"age":34}')
  expect(told).toContain('20261122T120000Z')
  expect(told).toMatch(/\b50\b/)
})

test.each(PEERS.filter(({ name }) => name !== 'wrk'))('$name can send one burst', (peer) => {
  const [burst, load] = [true, false].map((one) => toldTo(peer, { inFlight: 1000, burst: one }))
  expect(burst).not.toBe(load)
  expect(burst).toMatch(/\b1000\b/)
})

test('a script holds quotes as its language wants them', () => {
  for (const peer of PEERS) {
    const { text = '' } = peer.script?.(target, { inFlight: 1, burst: false }) ?? {}
    if (text !== '') expect(text).toContain('"AWS4 \\"quoted\\""')
  }
})

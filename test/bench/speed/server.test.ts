import { connect, createServer } from 'node:tls'
import { expect, test } from '@jest/globals'
import { makeHold } from '../../../bench/speed/hold.ts'
import { makeCertificate } from '../../../bench/speed/io/certificate.ts'
import { makeEvents } from '../../../bench/speed/job.ts'
import { makePage } from '../../../bench/speed/log-page.ts'
import { parseBusy, parseProcess } from '../../../bench/speed/proc.ts'
import { readRequest } from '../../../bench/speed/request.ts'
import { parseTextLine } from '../../../src/logs/text-line.ts'

const head = 'POST /2015-03-31/functions/hold-3000/invocations HTTP/1.1\r\nHost: x\r\n'

test.each([
  { why: 'the head is incomplete', text: head, is: undefined },
  { why: 'the body is incomplete', text: `${head}content-length: 2\r\n\r\n{`, is: undefined },
  {
    why: 'another request follows',
    text: `${head}Content-Length: 2\r\n\r\n{}POST /`,
    is: { length: head.length + 23, hold: 3000 },
  },
  { why: 'it is for anything else', text: 'GET / HTTP/1.1\r\n\r\n', is: { length: 18, hold: 0 } },
])('a request when $why', ({ text, is }) => {
  expect(readRequest(text)).toEqual(is)
})

test('what is held comes out in order, when it is due', () => {
  const hold = makeHold<string>()
  hold.add('a', 10)
  hold.add('b', 20)
  hold.add('c', 30)
  expect(hold.next()).toBe(10)
  expect(hold.takeDue(9)).toEqual([])
  expect(hold.takeDue(20)).toEqual(['a', 'b'])
  expect(hold.next()).toBe(30)
  hold.add('d', 40)
  expect(hold.takeDue(50)).toEqual(['c', 'd'])
  expect(hold.next()).toBeUndefined()
})

test('a client that is told the authority trusts the certificate', async () => {
  const { caPem: ca, certificatePem: cert, keyPem: key } = makeCertificate()
  const server = createServer({ key, cert }, (socket) => socket.end('hello'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { readonly port: number }
  const said = new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca })
    socket.once('error', reject)
    socket.on('data', (chunk) => resolve(String(chunk)))
  })
  await expect(said).resolves.toBe('hello')
  await new Promise((resolve) => server.close(resolve))
})

test('events have one size and differ', () => {
  const events = makeEvents(1000)
  expect(new Set(events).size).toBe(1000)
  expect([...new Set(events.map((event) => event.length))]).toEqual([192])
  expect(() => events.map((event) => JSON.parse(event))).not.toThrow()
})

test('the page holds REPORT lines of different requests, one in ten of a cold start', () => {
  const { events } = makePage(1000)
  const lines = events.map(({ message }) => parseTextLine(message))
  const reports = lines.filter((line) => line?.kind === 'report')
  expect(reports).toHaveLength(1000)
  expect(new Set(reports.map(({ requestId }) => requestId)).size).toBe(1000)
  expect(reports.filter(({ init }) => init !== undefined)).toHaveLength(100)
})

test('CPU time is read from what Linux tells', () => {
  const stat = 'cpu  100 5 20 9000 300 1 4 0 0 0\ncpu0 50 5 10 4500 150 1 4 0 0 0\n'
  expect(parseBusy(stat)).toBe(1300)
  expect(parseBusy('')).toBeUndefined()
  const own = '4711 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 1'
  expect(parseProcess(own, 'Name:\tx\nVmHWM:\t  204800 kB\n')).toEqual({ cpuMs: 3000, rssMB: 200 })
  expect(parseProcess(own, 'Name:\tx\n')).toBeUndefined()
})

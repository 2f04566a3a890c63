import { FOREVER_S, type Peer } from './peer.ts'

/** https://github.com/wg/wrk; it knows no bursts: each connection goes on, and the rest is not counted. */
export const wrk: Peer = {
  name: 'wrk',
  program: 'wrk',
  places: [],
  install: ['apt-get install -y wrk'],
  script: ({ headers, body }) => ({
    name: 'wrk.lua',
    text: [
      'wrk.method = "POST"',
      `wrk.body = ${JSON.stringify(body)}`,
      ...Object.entries(headers).map(
        ([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`,
      ),
    ].join('\n'),
  }),
  args: ({ url }, { inFlight }, script) => [
    ...['-t', '1', '-c', `${inFlight}`, '-d', `${FOREVER_S}s`],
    ...['--timeout', `${FOREVER_S}s`, '-s', script, url],
  ],
}

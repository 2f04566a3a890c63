import { FOREVER_S, type Peer } from './peer.ts'

/** https://github.com/mcollina/autocannon */
export const autocannon: Peer = {
  name: 'autocannon',
  program: 'autocannon',
  places: ['node_modules/.bin/autocannon'],
  install: ['npm install --no-save --prefix {} autocannon@9'],
  args: ({ url, headers, body }, { inFlight, burst }) => [
    ...['-c', `${inFlight}`, '-t', `${FOREVER_S}`, '-m', 'POST'],
    ...(burst ? ['-a', `${inFlight}`] : ['-d', `${FOREVER_S}`]),
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}=${value}`]),
    ...['-b', body, url],
  ],
}

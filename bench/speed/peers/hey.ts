import { FOREVER_S, type Peer } from './peer.ts'

/** https://github.com/rakyll/hey */
export const hey: Peer = {
  name: 'hey',
  program: 'hey',
  places: ['bin/hey'],
  install: ['GOBIN={}/bin go install github.com/rakyll/hey@v0.1.4', 'apt-get install -y hey'],
  args: ({ url, headers, body }, { inFlight, burst }) => [
    ...(burst ? ['-n', `${inFlight}`] : ['-z', `${FOREVER_S}s`]),
    // The other tools have one thread; on more, its calls cost several times as much.
    ...['-cpus', '1', '-c', `${inFlight}`, '-t', `${FOREVER_S}`, '-m', 'POST'],
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    ...['-T', 'application/json', '-d', body, url],
  ],
}

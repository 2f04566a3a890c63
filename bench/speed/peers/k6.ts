import { FOREVER_S, type Peer } from './peer.ts'

/** https://k6.io */
export const k6: Peer = {
  name: 'k6',
  program: 'k6',
  places: ['bin/k6'],
  install: ['GOBIN={}/bin go install go.k6.io/k6@latest'],
  script: ({ url, headers, body }, { inFlight, burst }) => ({
    name: 'k6.js',
    text: `import http from 'k6/http'
export const options = ${JSON.stringify({
      vus: inFlight,
      ...(burst ? { iterations: inFlight } : { duration: `${FOREVER_S}s` }),
      insecureSkipTLSVerify: true,
      discardResponseBodies: true,
    })}
const params = ${JSON.stringify({ headers, timeout: `${FOREVER_S}s` })}
export default () => http.post(${JSON.stringify(url)}, ${JSON.stringify(body)}, params)
`,
  }),
  args: (_, __, script) => ['run', '--quiet', '--no-usage-report', '--address', '', script],
}

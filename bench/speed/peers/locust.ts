import { FOREVER_S, type Peer } from './peer.ts'

/** https://locust.io, with its faster client; each user has a TLS context of its own. */
export const locust: Peer = {
  name: 'Locust FastHttpUser',
  program: 'locust',
  places: ['venv/bin/locust'],
  install: [
    'python3 -m venv {}/venv && {}/venv/bin/pip install -q locust',
    'apt-get install -y python3-locust',
  ],
  script: ({ url, headers, body }, { burst }) => ({
    name: 'locustfile.py',
    // JSON texts of strings are Python's, too.
    text: `from locust import FastHttpUser, constant, task

class Invoker(FastHttpUser):
    host = ${JSON.stringify(new URL(url).origin)}
    wait_time = constant(${burst ? FOREVER_S : 0})

    @task
    def invoke(self):
        self.client.post(${JSON.stringify(new URL(url).pathname)}, data=${JSON.stringify(body)}, headers=${JSON.stringify(headers)})
`,
  }),
  args: (_, { inFlight }, script) => [
    ...['-f', script, '--headless', '--only-summary', '--loglevel', 'ERROR'],
    ...['-u', `${inFlight}`, '-r', `${inFlight}`, '-t', `${FOREVER_S}s`],
  ],
}

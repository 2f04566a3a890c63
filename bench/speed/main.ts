import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundlePrograms } from './io/bundle.ts'
import { startServer } from './io/far-server.ts'
import { findPeer, installPeer } from './io/find-peers.ts'
import { describeMachine, makeIdleWait } from './io/machine.ts'
import { measureAll } from './io/measure.ts'
import { PEERS } from './peers/peers.ts'
import { makeRows } from './rows.ts'
import { FULL, QUICK } from './sizes.ts'
import { renderConditions, renderCosts, renderRows, renderRuns, renderSummary } from './table.ts'

/*
 * npm run bench [-- --quick --install --write]
 *
 * How fast is the client, and how much of what it measures is itself? Against a server on loopback,
 * beside the AWS SDK and the load generators that this machine has. Exits with 0 whatever it finds:
 * a limit that is broken here may be kept on an idle machine. --install gets tools that are missing;
 * --write puts the figures into results.md, whose summary `npm run readme` quotes.
 */

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    install: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const say = (line: string): void => console.error(line)
const startedAt = performance.now()
const sizes = values.quick ? QUICK : FULL
const tools = PEERS.map(
  (peer) => findPeer(peer) ?? (values.install ? installPeer(peer, say) : undefined),
)
const peers = tools.filter((tool) => tool !== undefined)
const missing = Object.fromEntries(
  PEERS.filter((_, index) => tools[index] === undefined).map(({ name }) => [
    name,
    values.install ? 'could not be installed' : 'not installed; --install tries',
  ]),
)

const directory = mkdtempSync(join(tmpdir(), 'cold-start-gate-bench-'))
await bundlePrograms(directory)
const server = await startServer(directory)
try {
  const bench = { server, directory, untilIdle: makeIdleWait(...sizes.patience) }
  const figures = await measureAll(bench, peers, missing, sizes, say)
  const rows = makeRows(figures)
  const machine = `${describeMachine()}. ${renderConditions(rows, sizes.runs)}`
  const details = `${renderCosts(figures)}\n\n${renderRuns(figures)}`
  console.log(`${renderRows(rows)}\n\n${details}\n\n${machine}`)
  if (values.write) {
    const command = `\`npm run bench -- ${values.quick ? '--quick ' : ''}--write\``
    const summary = `<!-- summary -->\n\n${renderSummary(rows)}\n\n${machine}\n\n<!-- /summary -->`
    const text = `# Speed\n\nWritten by ${command}.\n\n${summary}\n\n## All limits\n\n${renderRows(rows)}\n\n## All figures\n\n${details}\n`
    writeFileSync(new URL('results.md', import.meta.url), text)
  }
  say(`${Math.round((performance.now() - startedAt) / 1000)} s`)
} finally {
  server.close()
  rmSync(directory, { recursive: true })
}

import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Joining } from '../figures.ts'
import { type Bench, runProgram } from './run-client.ts'

const run = promisify(execFile)

/** Prints the most memory that the process ever had, in MB. */
const HOOK = `data:text/javascript,process.on('exit', () => {
  console.log('MB ' + process.resourceUsage().maxRSS / 1024)
})`

/** Runs the bundle in `mode: report` on one result file of so many starts. */
export async function measureJoinedReport(bench: Bench, count: number): Promise<Joining> {
  const folder = join(bench.directory, `joined-${performance.now()}`)
  mkdirSync(folder)
  const results = join(folder, 'report.json')
  await runProgram(bench, 'analysis', [`${count}`, results])
  const reports = join(folder, 'out')
  const startedAt = performance.now()
  const { stdout } = await run(
    process.execPath,
    [`--import=${encodeURI(HOOK)}`, resolve('dist/index.js')],
    {
      cwd: folder,
      env: {
        INPUT_MODE: 'report',
        INPUT_RESULTS: results,
        'INPUT_REPORT-DIR': reports,
        INPUT_THRESHOLDS: 'any-cold.init.p95 <= 10s',
      },
    },
  )
  const seconds = (performance.now() - startedAt) / 1000
  const { counts } = JSON.parse(readFileSync(join(reports, 'report.json'), 'utf8'))
  if (counts.matched !== count)
    throw new Error(`${counts.matched} of ${count} starts were reported`)
  return { seconds, rssMB: Number(/^MB (.*)$/m.exec(stdout)?.[1]) }
}

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Parses every chart in test/golden with each of these versions of mermaid; GitHub does not tell
 * which one it runs. They are 200 MB together, so they are installed for this alone.
 */
const VERSIONS = ['10.9.6', '11.17.2', '12.3.0']
const JSDOM = '29.1.1'

type Mermaid = { readonly parse: (text: string) => Promise<unknown> }

const golden = new URL('../test/golden/', import.meta.url)
const charts = readdirSync(golden).flatMap((file) => {
  const text = readFileSync(new URL(file, golden), 'utf8')
  return [...text.matchAll(/```mermaid\n([\s\S]*?)\n```/g)].map(([, chart = '']) => ({
    file,
    chart,
  }))
})

const folder = mkdtempSync(join(tmpdir(), 'mermaid-'))
try {
  writeFileSync(join(folder, 'package.json'), '{}')
  const packages = VERSIONS.map((version) => `mermaid-${version}@npm:mermaid@${version}`)
  const options = ['--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['install', ...options, ...packages, `jsdom@${JSDOM}`], {
    cwd: folder,
    stdio: 'inherit',
  })
  // Mermaid cleans the texts of a chart with the browser's own parser.
  const { JSDOM: Browser } = await load('jsdom/lib/api.js')
  const { window } = new Browser('')
  Object.assign(globalThis, { window, document: window.document })
  for (const version of VERSIONS) {
    const mermaid: Mermaid = (await load(`mermaid-${version}/dist/mermaid.core.mjs`)).default
    await rejects(mermaid, version)
    for (const { file, chart } of charts) {
      await mermaid.parse(chart).catch((error: Error) => {
        throw new Error(`mermaid ${version} does not parse the chart in ${file}: ${error.message}`)
      })
    }
    console.log(`mermaid ${version} parses all ${charts.length} charts`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** A parser that takes everything would prove nothing. */
async function rejects({ parse }: Mermaid, version: string): Promise<void> {
  const broken = 'xychart-beta\n  bar [1, 2'
  const isParsed = await parse(broken).then(
    () => true,
    () => false,
  )
  if (isParsed) throw new Error(`mermaid ${version} parses a broken chart`)
}

// biome-ignore lint/suspicious/noExplicitAny: the packages are not there when types are checked
async function load(path: string): Promise<any> {
  return await import(pathToFileURL(join(folder, 'node_modules', path)).href)
}

import { readFileSync, renameSync, rmSync } from 'node:fs'
import { build, type Plugin } from 'esbuild'
import { parse } from 'yaml'
import { buildPage } from './page.ts'

/** `action.yml` as a module with one export for each top-level key. */
const actionYml: Plugin = {
  name: 'action-yml',
  setup({ onLoad }) {
    onLoad({ filter: /action\.yml$/ }, ({ path }) => {
      const action = parse(readFileSync(path, 'utf8')) as Readonly<Record<string, unknown>>
      const contents = Object.entries(action)
        .map(([key, value]) => `export const ${key} = ${JSON.stringify(value)}`)
        .join('\n')
      return { contents, loader: 'js' }
    })
  },
}

/** Script and style of `report.html` as a module: a chunk that is read only when it is written. */
const reportPage: Plugin = {
  name: 'report-page',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^report-page$/ }, ({ path }) => ({ path, namespace: 'report-page' }))
    onLoad({ filter: /.*/, namespace: 'report-page' }, async () => ({
      contents: `export const page = ${JSON.stringify(await buildPage())}`,
      loader: 'js',
    }))
  },
}

// Built beside it, so that whoever runs the bundle meanwhile never finds half of it.
const BESIDE = 'dist-new'

rmSync(BESIDE, { recursive: true, force: true })
await build({
  entryPoints: { index: 'src/main.ts', post: 'src/post.ts', cli: 'src/cli.ts' },
  outdir: BESIDE,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  // Error names are part of what we tell people apart.
  keepNames: true,
  legalComments: 'external',
  plugins: [actionYml, reportPage],
  // CommonJS packages in the bundle ask for Node's built-in modules by `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
})
rmSync('dist', { recursive: true, force: true })
renameSync(BESIDE, 'dist')

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'
import { parse } from 'yaml'
import { packagesIn, readLicence, renderLicences } from './licences.ts'
import { bundlePage } from './page.ts'

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

/**
 * Script and style of `report.html` as a module: a chunk that is read only when it is written.
 *
 * @param onBuilt gets what they were made of.
 */
function reportPage(onBuilt: (metafile: Metafile) => void): Plugin {
  return {
    name: 'report-page',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^report-page$/ }, ({ path }) => ({ path, namespace: 'report-page' }))
      onLoad({ filter: /.*/, namespace: 'report-page' }, async () => {
        const { page, metafile } = await bundlePage()
        onBuilt(metafile)
        return { contents: `export const page = ${JSON.stringify(page)}`, loader: 'js' }
      })
    },
  }
}

/**
 * Everything that is published, into an empty folder.
 *
 * @returns the folders of the packages that are in it.
 */
export async function bundle(outdir: string): Promise<readonly string[]> {
  const built: Metafile[] = []
  const { metafile } = await build({
    entryPoints: { index: 'src/main.ts', post: 'src/post.ts', cli: 'src/cli.ts' },
    outdir,
    bundle: true,
    metafile: true,
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
    plugins: [actionYml, reportPage((one) => built.push(one))],
    // CommonJS packages in the bundle ask for Node's built-in modules by `require`.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  })
  const packages = [...new Set([metafile, ...built].flatMap(packagesIn))]
  writeFileSync(join(outdir, 'licenses.txt'), renderLicences(packages.map(readLicence)))
  return packages
}

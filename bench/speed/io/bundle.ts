import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/**
 * Bundles the programs that run as children, as the product itself is bundled: stripping types at
 * start would be in their memory and CPU.
 */
export async function bundlePrograms(directory: string): Promise<void> {
  await build({
    entryPoints: ['client', 'lines', 'analysis'].map((name) =>
      fileURLToPath(new URL(`${name}.ts`, import.meta.url)),
    ),
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  })
}

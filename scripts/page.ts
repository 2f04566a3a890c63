import { createHash } from 'node:crypto'
import { build, type Metafile } from 'esbuild'
import type { PageParts } from '../src/html/report.ts'

/** The script and the style of `report.html`, with the hashes that its policy lets through. */
export async function buildPage(): Promise<PageParts> {
  return (await bundlePage()).page
}

/** The same, with what they were made of. */
export async function bundlePage(): Promise<{
  readonly page: PageParts
  readonly metafile: Metafile
}> {
  const { outputFiles, metafile } = await build({
    entryPoints: ['src/html/page/main.ts', 'src/html/page/report.css'],
    outdir: 'page',
    write: false,
    bundle: true,
    metafile: true,
    platform: 'browser',
    target: ['chrome123', 'firefox121', 'safari17.5'],
    format: 'iife',
    minify: true,
    // The licences of the libraries stay with their code.
    legalComments: 'inline',
    logLevel: 'warning',
  })
  const part = (ending: string): string => {
    const text = outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? ''
    // Nothing in them may end the element that they are embedded in.
    if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`${ending} would end its element`)
    return text.trim()
  }
  const script = part('.js')
  const style = part('.css')
  const hashes = { scriptHash: hashOf(script), styleHash: hashOf(style) }
  return { page: { script, style, ...hashes }, metafile }
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

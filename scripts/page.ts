import { createHash } from 'node:crypto'
import { build } from 'esbuild'
import type { PageParts } from '../src/html/report.ts'

/** The script and the style of `report.html`, with the hashes that its policy lets through. */
export async function buildPage(): Promise<PageParts> {
  const { outputFiles } = await build({
    entryPoints: ['src/html/page/main.ts', 'src/html/page/report.css'],
    outdir: 'page',
    write: false,
    bundle: true,
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
  return { script, style, scriptHash: hashOf(script), styleHash: hashOf(style) }
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'

/*
 * Builds the bundle twice, in another folder, and with every Node on the path (more may be named as
 * arguments), and compares all that with the committed dist/, byte by byte.
 */

const SOURCES = ['src', 'scripts', 'node_modules', 'action.yml', 'package.json', 'tsconfig.json']
const copy = mkdtempSync(join(tmpdir(), 'reproducible-'))
const built = new Map<string, ReadonlyMap<string, string>>()

try {
  for (const source of SOURCES) place(source)
  const script = join(copy, 'bundle.mjs')
  // Not every Node reads TypeScript.
  await build({
    stdin: {
      contents: "import { bundle } from './scripts/bundle.ts'; await bundle(process.argv[2])",
      resolveDir: copy,
    },
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
  const nodes = [process.execPath, ...nodesOnPath(), ...process.argv.slice(2)]
  const runs = [
    { node: process.execPath, folder: '.' },
    ...nodes.map((node) => ({ node, folder: copy })),
  ]
  for (const [index, { node, folder }] of runs.entries()) {
    const out = join(copy, `dist-${index}`)
    execFileSync(node, [script, out], { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] })
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
    built.set(`node ${version}, in ${folder === '.' ? 'this' : 'another'} folder`, hashesOf(out))
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}

const committed = hashesOf('dist')
for (const [how, hashes] of built) {
  const names = new Set([...committed.keys(), ...hashes.keys()])
  const different = [...names].filter((name) => committed.get(name) !== hashes.get(name))
  if (different.length > 0) process.exitCode = 1
  const result = different.length === 0 ? `the same ${hashes.size} files` : different.join(', ')
  console.log(`${how}: ${different.length === 0 ? '' : 'differs from dist/ in '}${result}`)
}
if (process.exitCode === 1) {
  console.error('dist/ is not what these sources give: npm run build')
} else {
  const all = [...committed].sort().join('\n')
  console.log(`sha256 over dist/: ${createHash('sha256').update(all).digest('hex')}`)
}

/** Each file once on the disk, where it can be: the installed packages are large. */
function place(path: string): void {
  const to = join(copy, path)
  if (!statSync(path).isDirectory()) {
    try {
      linkSync(path, to)
    } catch {
      copyFileSync(path, to)
    }
    return
  }
  mkdirSync(to)
  for (const child of readdirSync(path, { withFileTypes: true })) {
    // The workspace of the example and the commands: the build reads neither.
    if (!child.isSymbolicLink()) place(join(path, child.name))
  }
}

/** Other versions than this one. */
function nodesOnPath(): readonly string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((one) => one !== '')
  const found = folders
    .map((folder) => resolve(folder, 'node'))
    .filter((path) => existsSync(path) && !dirname(path).includes('node_modules'))
  return [...new Set(found)].filter((path) => path !== process.execPath)
}

/** Of every file below a folder, by its name. */
function hashesOf(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  return new Map(
    files
      .sort()
      .map((path) => [
        path.slice(folder.length + 1),
        createHash('sha256').update(readFileSync(path)).digest('hex'),
      ]),
  )
}

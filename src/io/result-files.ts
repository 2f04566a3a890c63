import * as fs from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { ClientRule } from '../import/client-times.ts'
import type { ResultFile } from '../join/join.ts'
import { readResult } from '../join/read-result.ts'
import { MeasurementError } from '../measurement-error.ts'
import { formatThousands } from '../units.ts'
import { readTextFile } from './text-file.ts'

/** Together; what it takes to hold them grows with it. */
const MOST_BYTES_OF_ALL = 200_000_000
/** Together, of both sides: 1 GB of memory. */
const MOST_STARTS = 500_000
const MOST_FILES = 1_000

/** @param real the path without links; undefined where it leads nowhere, or out of the folders. */
type Found = { readonly path: string; readonly real: string | undefined; readonly size: number }

/**
 * Reads the result files that the globs name, each once, in the order of their paths. A file is
 * refused by its size before any of it is read; a glob that names none is a problem like a file that
 * is broken. A link is followed within the working folder and the folder that the glob names: what is
 * wrong with a file is told in public, and a downloaded artifact may link to anything.
 *
 * @param stop ends the reading; what was read until then is of no use.
 */
export async function readResultFiles(
  patterns: readonly string[],
  clientRule: ClientRule,
  stop: AbortSignal = new AbortController().signal,
): Promise<readonly ResultFile[]> {
  if (!('glob' in fs)) {
    throw new MeasurementError(
      `reading result files needs Node 22 or newer; this is ${process.version}`,
    )
  }
  const found = new Map<string, Found>()
  const files: ResultFile[] = []
  for (const pattern of patterns) {
    const folders = await Promise.all(['.', folderOf(pattern)].map(realPathOf))
    let isEmpty = true
    for await (const path of fs.glob(pattern)) {
      const stats = await fs.stat(path).catch(() => undefined)
      if (stats?.isDirectory()) continue
      isEmpty = false
      const real = await realPathOf(path)
      const isWithin = folders.some((folder) => real?.startsWith(`${folder}${sep}`))
      found.set(resolve(path), { path, real: isWithin ? real : undefined, size: stats?.size ?? 0 })
      if (found.size > MOST_FILES) return [{ problem: `there are more than ${MOST_FILES} files` }]
    }
    if (isEmpty) files.push({ problem: `no file was found for "${pattern}"` })
  }
  let bytes = MOST_BYTES_OF_ALL
  let starts = MOST_STARTS
  for (const [, file] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
    // Between two files a signal is heard.
    await setImmediate()
    if (stop.aborted) break
    const read = readRuns(file, { bytes, starts }, clientRule)
    files.push(read)
    bytes -= file.size
    starts -= countStarts(read)
  }
  return files
}

/** Of a glob, the folder in which it looks; links in this part are the user's own. */
function folderOf(pattern: string): string {
  const [before = ''] = pattern.split(/[*?[\]{}()!+@]/, 1)
  return dirname(`${before}x`)
}

async function realPathOf(path: string): Promise<string | undefined> {
  return await fs.realpath(path).catch(() => undefined)
}

type Left = { readonly bytes: number; readonly starts: number }

function readRuns({ path, real, size }: Found, left: Left, clientRule: ClientRule): ResultFile {
  if (real === undefined) {
    return { problem: `${path} is a link that leads out of the folder, or nowhere; copy the file` }
  }
  if (size > left.bytes) {
    const most = MOST_BYTES_OF_ALL / 1e6
    return { problem: `${path} is more than ${most} MB together with the files before it` }
  }
  try {
    const file = readTextFile(real)
    const runs = typeof file === 'string' ? file : readResult(path, file.text, clientRule)
    if (typeof runs === 'string') return { problem: `${path} ${runs}` }
    if (countStarts({ runs }) <= left.starts) return { runs }
    const most = formatThousands(MOST_STARTS)
    return { problem: `${path} has more than ${most} starts together with the files before it` }
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException
    return { problem: `${path} cannot be read (${code})` }
  }
}

function countStarts(file: ResultFile): number {
  if ('problem' in file) return 0
  return file.runs.reduce(
    (sum, { starts, baseline }) => sum + starts.length + (baseline?.starts.length ?? 0),
    0,
  )
}

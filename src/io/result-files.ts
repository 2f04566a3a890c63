import { readFileSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { ClientRule } from '../import/client-times.ts'
import type { ResultFile } from '../join/join.ts'
import { readResult } from '../join/read-result.ts'
import { MeasurementError } from '../measurement-error.ts'

/** 100,000 starts take 45 MB. */
const MOST_BYTES = 100_000_000
/** Together; what it takes to hold them grows with it. */
const MOST_BYTES_OF_ALL = 200_000_000
const MOST_FILES = 1_000

type Found = { readonly path: string; readonly isFile: boolean; readonly size: number }

/**
 * Reads the result files that the globs name, each once, in the order of their paths. A file is
 * refused by its size before any of it is read; a glob that names none is a problem like a file that
 * is broken.
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
    let isEmpty = true
    for await (const path of fs.glob(pattern)) {
      const stats = await fs.stat(path).catch(() => undefined)
      if (stats?.isDirectory()) continue
      isEmpty = false
      found.set(resolve(path), { path, isFile: stats?.isFile() ?? false, size: stats?.size ?? 0 })
      if (found.size > MOST_FILES) return [{ problem: `there are more than ${MOST_FILES} files` }]
    }
    if (isEmpty) files.push({ problem: `no file was found for "${pattern}"` })
  }
  let left = MOST_BYTES_OF_ALL
  for (const [, file] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
    // Between two files a signal is heard.
    await setImmediate()
    if (stop.aborted) break
    files.push(readRuns(file, left, clientRule))
    left -= file.size
  }
  return files
}

function readRuns({ path, isFile, size }: Found, left: number, clientRule: ClientRule): ResultFile {
  const obstacle = !isFile
    ? 'is no file that can be read'
    : size > MOST_BYTES
      ? `is larger than ${MOST_BYTES / 1e6} MB`
      : size > left
        ? `is more than ${MOST_BYTES_OF_ALL / 1e6} MB together with the files before it`
        : undefined
  if (obstacle !== undefined) return { problem: `${path} ${obstacle}` }
  try {
    // Unlike its asynchronous brother, it leaves no copy of a large file behind.
    const runs = readResult(path, readFileSync(path, 'utf8'), clientRule)
    return typeof runs === 'string' ? { problem: `${path} ${runs}` } : { runs }
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException
    return { problem: `${path} cannot be read (${code})` }
  }
}

import { closeSync, mkdirSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** By way of a temporary file: a function that starts meanwhile never loads half a model. */
export function writeModel(path, { header, trees }) {
  const temporary = `${path}.${process.pid}.tmp`
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(temporary, [header, ...trees].map((line) => `${JSON.stringify(line)}\n`).join(''))
  renameSync(temporary, path)
}

/**
 * Reads the beginning of the file only. A broken header counts as absent: training again is the
 * repair.
 */
export function readHeader(path) {
  try {
    const file = openSync(path)
    const start = Buffer.alloc(4096)
    readSync(file, start)
    closeSync(file)
    return JSON.parse(start.toString().split('\n')[0])
  } catch {
    return undefined
  }
}

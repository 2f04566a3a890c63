import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

/** 100,000 starts take 45 MB. */
export const MOST_BYTES = 100_000_000

/** A pipe would be waited for, and a link may have been put there since the path was looked at. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)

/**
 * The text of a file of strangers. What is no ordinary file is not read, and of one that grows
 * meanwhile not more than is allowed.
 *
 * @param path without links.
 * @param most bytes.
 * @returns why there is none, to follow the file's name.
 * @throws what the operating system says, with its `code`.
 */
export function readTextFile(path: string, most = MOST_BYTES): { readonly text: string } | string {
  const file = openSync(path, FLAGS)
  try {
    const stats = fstatSync(file)
    if (!stats.isFile()) return 'is no file that can be read'
    if (stats.size > most) return `is larger than ${most / 1e6} MB`
    // One more than there should be, to see whether there is more.
    const bytes = Buffer.allocUnsafe(stats.size + 1)
    let length = 0
    while (length < bytes.length) {
      const read = readSync(file, bytes, length, bytes.length - length, null)
      if (read === 0) break
      length += read
    }
    if (length !== stats.size) return 'was changed while it was read'
    return { text: decode(bytes.subarray(0, length)) }
  } finally {
    closeSync(file)
  }
}

/** PowerShell's ">" writes UTF-16, with a mark; everything else is UTF-8. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

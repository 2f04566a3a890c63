/**
 * Hexadecimal names, as request ids and log streams are, in two thirds of their length: thousands of
 * them are most of the report's size. What is no such name stays as it is, behind a mark.
 */

const RAW = '='
const UUID = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/

/** A request id; 22 characters for a lower-case UUID. */
export function packId(id: string): string {
  const groups = UUID.exec(id)
  return groups === null ? RAW + id : packHex(groups.slice(1).join(''))
}

export function unpackId(packed: string): string {
  if (packed.startsWith(RAW)) return packed.slice(RAW.length)
  return unpackHex(packed).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** A log stream, such as `2026/11/22/[$LATEST]` and 32 digits: beginning and digits apart. */
export function splitStream(stream: string): readonly [beginning: string, packed: string] {
  const [, beginning = '', digits] = /^(.*)([0-9a-f]{32})$/s.exec(stream) ?? []
  return digits === undefined ? ['', RAW + stream] : [beginning, packHex(digits)]
}

export function joinStream(beginning: string, packed: string): string {
  return packed.startsWith(RAW) ? packed.slice(RAW.length) : beginning + unpackHex(packed)
}

/** An even number of digits. */
function packHex(digits: string): string {
  const bytes = digits.match(/../g) ?? []
  const binary = bytes.map((byte) => String.fromCharCode(Number.parseInt(byte, 16))).join('')
  return btoa(binary).replace(/=+$/, '')
}

function unpackHex(packed: string): string {
  return [...atob(packed)]
    .map((character) => character.charCodeAt(0).toString(16).padStart(2, '0'))
    .join('')
}

/** An element whose children are either elements or text. */
export type XmlElement = {
  readonly name: string
  /** Undefined values are left out. */
  readonly attributes?: Readonly<Record<string, string | undefined>>
  readonly children?: readonly XmlElement[]
  readonly text?: string
}

/** A whole document. Names are ours; values and texts may be anything. */
export function renderXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderElement(root, '')}\n`
}

function renderElement(element: XmlElement, indent: string): string {
  const { name, attributes = {}, children = [], text = '' } = element
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeXml(value)}"`],
  )
  const start = `${indent}<${name}${pairs.join('')}`
  if (children.length > 0) {
    const inside = children.map((child) => renderElement(child, `${indent}  `)).join('\n')
    return `${start}>\n${inside}\n${indent}</${name}>`
  }
  return text === '' ? `${start}/>` : `${start}>${escapeXml(text)}</${name}>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  // Also ends "]]>", which text may not hold.
  '>': '&gt;',
  '"': '&quot;',
}

/**
 * Text as element content or attribute value; a parser gives the same text back. Characters that
 * XML 1.0 cannot express, by entities neither, and half surrogate pairs become U+FFFD.
 *
 * Source: w3.org/TR/xml, 2.2 (characters), 2.11 and 3.3.3 (line ends, white space in attributes).
 */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
}

import { SaxesParser } from 'saxes'

/** An element as a strict XML 1.0 parser reads it. */
export type ReadElement = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: ReadElement[]
  text: string
}

/** @throws where the document is not well-formed. */
export function readXml(document: string): ReadElement {
  const root: ReadElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: { ...attributes }, children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const element = open.at(-1)
    if (element !== undefined) element.text += text
  })
  parser.on('closetag', () => void open.pop())
  parser.write(document).close()
  const [only] = root.children
  if (only === undefined) throw new Error('no element')
  return only
}

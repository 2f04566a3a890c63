/** Markup that is safe to show: every text in it was escaped. */
export type Markup = { readonly markup: string }

export type Content = string | number | Markup | readonly Markup[]

/** `html\`<p>${text}</p>\``: texts are escaped, markup is not; a list is joined. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const markup = parts.map((part, i) => part + (i < contents.length ? show(contents[i]) : ''))
  return { markup: markup.join('') }
}

export const NOTHING: Markup = { markup: '' }

export function heading(level: 2 | 3 | 4, id: string, title: string): Markup {
  const name: Markup = { markup: `h${level}` }
  return html`<${name} id="${id}">${title}</${name}>`
}

function show(content: Content | undefined): string {
  if (content === undefined) return ''
  if (typeof content === 'string') return escapeHtml(content)
  if (typeof content === 'number') return String(content)
  if ('markup' in content) return content.markup
  return content.map(({ markup }) => markup).join('')
}

/**
 * Untrusted text as an element's content or in a quoted attribute. Characters that nobody sees are
 * taken out: some reverse the text around them.
 */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{C}\n\t]+/gu, ' ')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * JSON for a `<script>` element: without a `<`, nothing in it can end the element. Nothing that
 * nobody sees is in it either.
 */
export function embedJson(value: unknown): Markup {
  return { markup: JSON.stringify(value).replace(/[<\u2028\u2029]|\p{C}/gu, escapeUnits) }
}

function escapeUnits(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')
}

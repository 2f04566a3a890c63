import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { expect, test } from '@jest/globals'
import { pages, root } from './pages.ts'

type Link = { readonly page: string; readonly target: string }

const links: readonly Link[] = pages.flatMap(({ name, text }) => {
  const prose = text.replace(/```[\s\S]*?```/g, '')
  const found = [...prose.matchAll(/\]\(([^)\s]+)\)|(?:srcset|src)="([^"]+)"/g)]
  return found.map(([, inline, picture]) => ({ page: name, target: inline ?? picture ?? '' }))
})

/** As GitHub names the anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}

function anchorsOf(page: string): readonly string[] {
  const text = pages.find(({ name }) => name === page)?.text ?? ''
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))
}

test('every link within the repository leads to a file, and to a heading of it', () => {
  const inside = links.filter(({ target }) => !/^https?:/.test(target))
  expect(inside.length).toBeGreaterThan(30)
  const broken = inside.filter(({ page, target }) => {
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : `${resolve(root, dirname(page), path).slice(root.length + 1)}`
    if (!existsSync(resolve(root, file))) return true
    return anchor !== undefined && !anchorsOf(file).includes(anchor)
  })
  expect(broken).toEqual([])
})

test('links to elsewhere are encrypted', () => {
  expect(links.filter(({ target }) => target.startsWith('http:'))).toEqual([])
})

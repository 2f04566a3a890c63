import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'

type Package = {
  readonly workspaces?: readonly string[]
  readonly [list: string]: unknown
}
type Locked = {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
}

const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T
const root = read<Package>('package.json')
const lock = read<{ readonly packages: Readonly<Record<string, Locked>> }>('package-lock.json')
const LISTS = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides']

const wanted = ['.', ...(root.workspaces ?? [])].flatMap((folder) => {
  const own = read<Package>(`${folder}/package.json`)
  return LISTS.flatMap((list) => Object.entries((own[list] ?? {}) as Record<string, string>))
})

test('every version that is asked for is exact', () => {
  expect(wanted.length).toBeGreaterThan(20)
  for (const one of wanted) expect(one).toEqual([one[0], expect.stringMatching(/^\d+\.\d+\.\d+$/)])
})

test('whoever installs the command gets no other package', () => {
  expect(root.dependencies).toBeUndefined()
  expect(root.files).toEqual(['dist'])
})

test('every package in the lockfile has the hash of what was reviewed, and comes from the registry', () => {
  const own = ['', ...(root.workspaces ?? [])]
  for (const [path, { version, resolved, integrity, link }] of Object.entries(lock.packages)) {
    if (own.includes(path)) continue
    // A workspace of this repository.
    if (link) expect([path, own]).toEqual([path, expect.arrayContaining([resolved])])
    else {
      expect([path, integrity]).toEqual([path, expect.stringMatching(/^sha512-[\w+/]{86}==$/)])
      expect([path, version]).toEqual([path, expect.stringMatching(/^\d+\.\d+\.\d+/)])
      // The registry of whoever installs: a tarball or a repository has its URL here.
      expect([path, resolved]).toEqual([path, undefined])
    }
  }
})

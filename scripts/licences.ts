import { readdirSync, readFileSync } from 'node:fs'
import type { Metafile } from 'esbuild'

/** A library in the bundle, with the texts that its licence wants to be passed on. */
export type Licensed = {
  readonly name: string
  readonly version: string
  /** SPDX expression. */
  readonly licence: string
  readonly text: string
}

/** All allow a bundle under another licence, as long as their text goes with it. */
const PERMISSIVE = [
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BSL-1.0'],
]

/** Published without the text. That of a package from the same repository is theirs as well. */
const TEXT_ELSEWHERE: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-http': '@aws-sdk/credential-provider-node',
  '@aws-sdk/credential-provider-login': '@aws-sdk/credential-provider-node',
  '@aws-sdk/nested-clients': '@aws-sdk/client-lambda',
}

/** Folders of the packages of which something is in what was built, each once. */
export function packagesIn({ outputs }: Metafile): readonly string[] {
  const folders = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => {
      const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path) ?? []
      return folder === undefined || bytesInOutput === 0 ? [] : [folder]
    }),
  )
  return [...new Set(folders)].sort()
}

/** @throws when a package may not be passed on, or its text is missing: then nothing is built. */
export function readLicence(folder: string): Licensed {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  if (!isPermissive(license)) {
    throw new Error(
      `${name} ${version} has the licence ${JSON.stringify(license)}; the bundle takes ${PERMISSIVE.join(', ')} only`,
    )
  }
  const sister = TEXT_ELSEWHERE[name]
  const texts = readTexts(folder)
  if (texts.length > 0 && sister !== undefined) {
    throw new Error(`${name} ${version} has a licence text by now: take it out of TEXT_ELSEWHERE`)
  }
  const text = (sister === undefined ? texts : readTexts(`node_modules/${sister}`)).join('\n\n')
  if (text === '') throw new Error(`${name} ${version} has no licence text in ${folder}`)
  return { name, version, licence: license, text }
}

/** Of "A AND B" each has to be; other forms are for a person to look at. */
function isPermissive(licence: unknown): boolean {
  return (
    typeof licence === 'string' && licence.split(' AND ').every((one) => PERMISSIVE.includes(one))
  )
}

/** The licence, then what Apache-2.0 calls the notice. */
function readTexts(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i.test(file))
    .sort()
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8').replaceAll('\r\n', '\n').trim())
    .filter((text) => text !== '')
}

/** Each text once, under the packages that it is of; the same for the same packages. */
export function renderLicences(all: readonly Licensed[]): string {
  const byText = new Map<string, Set<string>>()
  for (const { name, version, licence, text } of all) {
    const owners = byText.get(text) ?? new Set()
    byText.set(text, owners.add(`${name} ${version} (${licence})`))
  }
  // By code unit: a locale would make it another file on another machine.
  const parts = [...byText]
    .map(([text, owners]) => `${[...owners].sort().join('\n')}\n\n${text}\n`)
    .sort()
  return ['Libraries in this folder, with their licences.\n', ...parts].join(
    `\n${'='.repeat(80)}\n`,
  )
}

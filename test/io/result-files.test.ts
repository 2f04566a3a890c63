import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { readResultFiles } from '../../src/io/result-files.ts'
import { renderJson } from '../../src/report/json.ts'
import { makeResult } from '../report/results.ts'
import { STUDY } from '../study-rule.ts'

const root = mkdtempSync(join(tmpdir(), 'result-files-'))
afterAll(() => rmSync(root, { recursive: true }))

const at = (...path: readonly string[]): string => join(root, ...path)
function put(name: string, text: string): string {
  mkdirSync(at(name), { recursive: true })
  const path = at(name, 'report.json')
  writeFileSync(path, text)
  return path
}

const report = (label: string): string => renderJson(makeResult({ label, starts: [], rules: [] }))
const paths = ['b', 'a', 'c'].map((label) => put(`legs/${label}`, report(label)))

test('every glob is looked up, folders are passed over, and no file comes twice', async () => {
  const files = await readResultFiles([at('legs', '**'), at('legs', 'a', '*.json')], STUDY)
  const labels = files.flatMap((file) =>
    ('runs' in file ? file.runs : []).map(({ label }) => label),
  )
  expect(labels).toEqual(['a', 'b', 'c'])
})

test('a glob that finds nothing is a problem, whatever the others find', async () => {
  const [problem, ...files] = await readResultFiles(
    [at('legs', '*', 'report.json'), at('lags', '*.json')],
    STUDY,
  )
  expect(problem).toEqual({ problem: `no file was found for "${at('lags', '*.json')}"` })
  expect(files).toHaveLength(3)
  // Folders are no files.
  expect(await readResultFiles([at('legs', '*')], STUDY)).toEqual([
    { problem: expect.stringContaining('no file was found') },
  ])
})

test('a problem names the file, and the others are read', async () => {
  const broken = put('broken', '<html>')
  const files = await readResultFiles([broken, paths[0] ?? ''], STUDY)
  const problem = expect.stringMatching(/^\S+broken\/report\.json is none of the files/)
  expect(files).toMatchObject([{ problem }, { runs: [{ label: 'b' }] }])
})

test('a file that is too large is refused before it is read', async () => {
  const huge = put('huge', '')
  truncateSync(huge, 100_000_001)
  const before = process.memoryUsage.rss()
  expect(await readResultFiles([huge], STUDY)).toEqual([
    { problem: `${huge} is larger than 100 MB` },
  ])
  expect(process.memoryUsage.rss() - before).toBeLessThan(50_000_000)
})

test('so are many that are too large together', async () => {
  const large = ['1', '2', '3'].map((name) => {
    const path = put(`large/${name}`, '')
    truncateSync(path, 99_000_000)
    return path
  })
  const files = await readResultFiles([at('large', '*', '*')], STUDY)
  expect(files.at(-1)).toEqual({
    problem: `${large[2]} is more than 200 MB together with the files before it`,
  })
}, 30_000)

const OUT = 'is a link that leads out of the folder, or nowhere; copy the file'

test('a link is followed within the folder of its glob, and nowhere else', async () => {
  const folder = at('linked', 'results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'own.json'), report('own'))
  writeFileSync(at('linked', 'secret.json'), report('secret'))
  symlinkSync('own.json', join(folder, 'within.json'))
  symlinkSync('../secret.json', join(folder, 'out.json'))
  symlinkSync('nothing.json', join(folder, 'void.json'))
  symlinkSync(folder, at('linked', 'named'))
  const read = async (...globs: readonly string[]): Promise<readonly unknown[]> =>
    (await readResultFiles(globs, STUDY)).map((file) =>
      'problem' in file ? file.problem : file.runs[0]?.label,
    )
  const problem = (name: string): string => `${join(folder, name)} ${OUT}`
  expect(await read(join(folder, '*.json'))).toEqual([
    problem('out.json'),
    'own',
    problem('void.json'),
    'own',
  ])
  expect(await read(join(folder, 'out.json'))).toEqual([problem('out.json')])
  // A folder that the user names is the user's choice.
  expect(await read(at('linked', 'named', 'own.json'))).toEqual(['own'])
})

test('what is no ordinary file is not read, and not waited for', async () => {
  const pipe = at('pipe.json')
  execFileSync('mkfifo', [pipe])
  const files = await readResultFiles([pipe, '/dev/zero', '/proc/self/status'], STUDY)
  expect(files).toEqual([
    { problem: '/dev/zero is no file that can be read' },
    // It says that it is empty, and is not.
    { problem: expect.stringMatching(/status (?:was changed while it was read|is a link)/) },
    { problem: `${pipe} is no file that can be read` },
  ])
})

test('UTF-16 with its mark is read as well as UTF-8', async () => {
  const little = Buffer.from(`\ufeff${report('naïve 日本')}`, 'utf16le')
  mkdirSync(at('utf16'))
  writeFileSync(at('utf16', 'a.json'), little)
  writeFileSync(at('utf16', 'b.json'), Buffer.from(little).swap16())
  writeFileSync(at('utf16', 'c.bin'), Buffer.from([1, 0, 255, 254, 0, 0]))
  const files = await readResultFiles([at('utf16', '*')], STUDY)
  expect(files).toMatchObject([
    { runs: [{ label: 'naïve 日本' }] },
    { runs: [{ label: 'naïve 日本' }] },
    { problem: expect.stringContaining('is no UTF-8 text') },
  ])
})

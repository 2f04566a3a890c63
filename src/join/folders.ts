import { readLabel } from './label.ts'
import type { StoredRun } from './stored-run.ts'

/** Of a label; a path may be longer. */
const MOST = 400

/**
 * Files of other tools are labelled by their names, and load testers give every run the same one.
 * Where imported files of one label stand in several folders, these become a part of it:
 *
 *     disk-140/requests.csv, disk-1090/requests.csv   disk-140/requests, disk-1090/requests
 */
export function labelByFolder(runs: readonly StoredRun[]): readonly StoredRun[] {
  const imports = runs.filter(({ form }) => form !== undefined)
  const depths = new Map(
    [...Map.groupBy(imports, ({ label }) => label)].map(([label, own]) => [label, depthOf(own)]),
  )
  return runs.map((run) => {
    const depth = run.form === undefined ? 0 : (depths.get(run.label) ?? 0)
    if (depth === 0) return run
    const folder = readLabel(foldersOf(run).slice(-depth).join('/').slice(-MOST))
    return folder === '' ? run : { ...run, label: `${folder}/${run.label}`.slice(-MOST) }
  })
}

/** How many folders, from the last one on, tell the files' folders apart; 0 where they are in one. */
function depthOf(runs: readonly StoredRun[]): number {
  const all = [...new Set(runs.map((run) => foldersOf(run).join('/')))].map((one) => one.split('/'))
  if (all.length === 1) return 0
  const deepest = Math.max(...all.map(({ length }) => length))
  for (let depth = 1; depth < deepest; depth += 1) {
    if (new Set(all.map((one) => one.slice(-depth).join('/'))).size === all.length) return depth
  }
  return deepest
}

function foldersOf({ source }: StoredRun): readonly string[] {
  return source
    .split(/[/\\]/)
    .slice(0, -1)
    .filter((name) => name !== '.')
}

import { readFileSync } from 'node:fs'
import { readImport } from '../../src/import/read-import.ts'
import type { StoredRun } from '../../src/join/stored-run.ts'
import { separate } from '../../src/starts/classify.ts'
import { type ClassSummaries, summarise } from '../../src/verdict/summary.ts'
import { STUDY } from '../study-rule.ts'

/** Files of other tools; where each is from, its README says. */
export function fixture(path: string): string {
  return readFileSync(new URL(`fixtures/${path}`, import.meta.url), 'utf8')
}

/** @throws with the reason, where the text has no run. */
export function mustRead(source: string, text: string): StoredRun {
  const run = readImport(source, text, STUDY)
  if (typeof run === 'string') throw new Error(`${source} ${run}`)
  return run
}

/** Figures as the report has them. */
export function classesOf({ starts, gaveUp }: StoredRun): ClassSummaries {
  const told = separate(starts)
  return summarise({ ...told, gaveUp })
}

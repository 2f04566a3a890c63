import { statSync } from 'node:fs'
import { join } from 'node:path'
import { fitModel, isUpToDate } from './training/fit.mjs'
import { readHeader, writeModel } from './training/model-file.mjs'
import { RECIPES } from './training/recipes.mjs'

const DIRECTORY = join(import.meta.dirname, 'model')

/**
 * Trains what is not there yet, or was trained by another recipe, and returns one entry per size.
 * The same recipe gives the same bytes on the same version of Node (Math.exp and Math.log may
 * round differently in another V8).
 */
export function ensureModels({
  directory = DIRECTORY,
  recipes = RECIPES,
  sizes = Object.keys(recipes),
  log = console.log,
} = {}) {
  return sizes.map((size) => {
    const path = join(directory, `${size}.jsonl`)
    const trained = !isUpToDate(readHeader(path), recipes[size])
    const started = performance.now()
    if (trained) writeModel(path, fitModel(recipes[size]))
    const seconds = (performance.now() - started) / 1000
    const model = { size, path, trained, bytes: statSync(path).size, ...readHeader(path) }
    log(`${formatModel(model)}; ${trained ? `trained in ${seconds.toFixed(1)} s` : 'up to date'}`)
    return model
  })
}

function formatModel({ size, trees, nodes, bytes, accuracy, auc }) {
  const megabytes = (bytes / 1e6).toFixed(1)
  const quality = `accuracy ${accuracy.toFixed(3)}, AUC ${auc.toFixed(3)}`
  return `${size}: ${trees} trees, ${nodes} nodes, ${megabytes} MB; on people it has not seen: ${quality}`
}

if (import.meta.main) {
  const wanted = process.argv[2] ?? 'all'
  const sizes = wanted === 'all' ? Object.keys(RECIPES) : [wanted]
  if (sizes.every((size) => Object.hasOwn(RECIPES, size))) ensureModels({ sizes })
  else {
    console.error(`The size must be small, large or all, got "${wanted}"`)
    process.exitCode = 1
  }
}

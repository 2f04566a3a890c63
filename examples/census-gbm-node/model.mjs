import { readFileSync } from 'node:fs'
import { DecisionTreeRegression } from 'ml-cart'

/**
 * A model file is one line of JSON about the model and then one line per tree, as ml-cart writes
 * it. The header alone tells `train.mjs` whether the file is up to date.
 */
export function readModel(path) {
  const text = readText(path)
  const [first, ...lines] = text.trimEnd().split('\n')
  const header = JSON.parse(first)
  if (lines.length !== header.trees) {
    throw new Error(
      `${path} should hold ${header.trees} trees and holds ${lines.length}: delete it and run \`node train.mjs\``,
    )
  }
  const trees = lines.map((line) => DecisionTreeRegression.load(JSON.parse(line)))
  return { header, trees, megabytes: text.length / 1e6 }
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    throw new Error(`There is no model at ${path}: run \`node train.mjs\` before you deploy`)
  }
}

/** P(income > 50K) of each row, from the sum of all trees on the log-odds scale. */
export function predictProbabilities({ header, trees }, rows) {
  const sums = rows.map(() => 0)
  for (const tree of trees) {
    tree.predict(rows).forEach((step, index) => {
      sums[index] += step
    })
  }
  return sums.map((sum) => logistic(header.prior + header.recipe.learningRate * sum))
}

export function logistic(logOdds) {
  return 1 / (1 + Math.exp(-logOdds))
}

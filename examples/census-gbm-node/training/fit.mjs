import { predictProbabilities } from '../model.mjs'
import { boost } from './boost.mjs'
import { drawPeople } from './people.mjs'
import { measureAccuracy, measureAuc } from './quality.mjs'

/** Raise it with every change of the sampler, the training, ml-cart or the file. */
const VERSION = 1

export function isUpToDate(header, recipe) {
  return header?.version === VERSION && JSON.stringify(header.recipe) === JSON.stringify(recipe)
}

/** The parts of a model file. A third of the people is held out, as in the study. */
export function fitModel(recipe) {
  const { rows, labels } = drawPeople(recipe.people, recipe.seed)
  const held = Math.round(recipe.people / 3)
  const { prior, trees } = boost({ rows: rows.slice(held), labels: labels.slice(held) }, recipe)
  const probabilities = predictProbabilities(
    { header: { recipe, prior }, trees },
    rows.slice(0, held),
  )
  const answers = labels.slice(0, held)
  return {
    header: {
      version: VERSION,
      recipe,
      prior,
      trees: trees.length,
      nodes: trees.reduce((total, tree) => total + countNodes(tree.root), 0),
      accuracy: measureAccuracy(probabilities, answers),
      auc: measureAuc(probabilities, answers),
    },
    trees,
  }
}

function countNodes(node) {
  return node.left ? 1 + countNodes(node.left) + countNodes(node.right) : 1
}

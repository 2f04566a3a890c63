import { DecisionTreeRegression } from 'ml-cart'
import { logistic } from '../model.mjs'
import { makeRandom } from './random.mjs'

/**
 * Gradient boosting for the logistic loss: Friedman 2001, "Greedy function approximation: a
 * gradient boosting machine", algorithm 1 with simple residual fitting. Each tree is fitted to
 * label - probability, and a leaf predicts the mean residual. The Newton leaf step of algorithm 5
 * is left out: it divides by p(1-p), which goes to 0 in the leaves of one or two people that these
 * deep trees have.
 *
 * Each tree sees only a random part of the people (Friedman 2002, "Stochastic gradient boosting").
 * That is also what makes training affordable: ml-cart tries every split in O(n), so a node costs
 * O(n²).
 */
export function boost({ rows, labels }, recipe) {
  const random = makeRandom(recipe.seed)
  const prior = logOdds(labels.reduce((sum, label) => sum + label, 0) / labels.length)
  const scores = rows.map(() => prior)
  const trees = Array.from({ length: recipe.trees }, () => {
    const chosen = drawIndices(rows.length, recipe.sample, random)
    const tree = new DecisionTreeRegression({
      maxDepth: recipe.maxDepth,
      minNumSamples: recipe.leafSize,
    })
    tree.train(
      chosen.map((index) => rows[index]),
      chosen.map((index) => labels[index] - logistic(scores[index])),
    )
    tree.predict(rows).forEach((step, index) => {
      scores[index] += recipe.learningRate * step
    })
    return tree
  })
  return { prior, trees }
}

/** `count` different indices below `length`: the first steps of a Fisher-Yates shuffle. */
function drawIndices(length, count, random) {
  const indices = Array.from({ length }, (_, index) => index)
  for (let at = 0; at < count; at++) {
    const other = at + Math.floor(random() * (length - at))
    ;[indices[at], indices[other]] = [indices[other], indices[at]]
  }
  return indices.slice(0, count)
}

function logOdds(probability) {
  return Math.log(probability / (1 - probability))
}

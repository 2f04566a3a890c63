/**
 * `large` overfits on purpose, as the study's model did, for a file that takes long to load:
 * trees as deep as they will go, and many of them.
 */
export const RECIPES = {
  small: {
    seed: 1994,
    people: 4500,
    trees: 200,
    sample: 192,
    maxDepth: 6,
    leafSize: 8,
    learningRate: 0.3,
  },
  large: {
    seed: 1994,
    people: 4500,
    trees: 1400,
    sample: 128,
    maxDepth: 20,
    leafSize: 2,
    learningRate: 0.05,
  },
}

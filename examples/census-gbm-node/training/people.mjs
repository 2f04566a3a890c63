import { logistic } from '../model.mjs'
import { drawNormal, makeRandom } from './random.mjs'

/**
 * Invented people whose features are distributed, one by one, like those of the UCI Adult data set
 * (48,842 people, https://archive.ics.uci.edu/dataset/2/adult). The features are independent here,
 * which they are not there. Invented, so that training needs no download and no licence.
 */
export function drawPeople(count, seed) {
  const random = makeRandom(seed)
  const rows = Array.from({ length: count }, () => [
    drawAge(random),
    drawWeight(random),
    drawEducation(random),
    drawGain(random),
    drawLoss(random),
    drawHours(random),
  ])
  return { rows, labels: rows.map((row) => (random() < incomeProbability(row) ? 1 : 0)) }
}

/**
 * The rule behind the labels: P(> 50K) is logistic in education, hours and capital, with the best
 * age at 48; `fnlwgt` is a sampling weight and says nothing. The intercept is set so that about
 * 24 % earn more than 50K. The label is drawn with this probability, so no model can reach 100 %.
 */
function incomeProbability([age, , education, gain, loss, hours]) {
  return logistic(
    -0.68 +
      0.45 * (education - 10) +
      0.05 * (hours - 40) -
      ((age - 48) / 13) ** 2 +
      (gain > 6000 ? 5 : 0) +
      (loss > 1500 ? 1.2 : 0),
  )
}

// 17 plus a gamma of shape 2.5: two exponentials and half of a squared normal.
function drawAge(random) {
  const gamma = drawExponential(random) + drawExponential(random) + drawNormal(random) ** 2 / 2
  return clampRound(17 + 8.64 * gamma, 17, 90)
}

function drawWeight(random) {
  return clampRound(Math.exp(12.018 + 0.52 * drawNormal(random)), 12_285, 1_490_400)
}

// How many of the 48,842 people have education_num 1, 2, …, 16.
const EDUCATION = [
  83, 247, 509, 955, 756, 1389, 1812, 657, 15_784, 10_878, 2061, 1601, 8025, 2657, 834, 594,
]

function drawEducation(random) {
  let left = random() * 48_842
  let level = 0
  while (left >= EDUCATION[level]) left -= EDUCATION[level++]
  return level + 1
}

// 99,999 is where the census cut the gains off: one gain in seventeen stands there.
function drawGain(random) {
  if (random() >= 0.083) return 0
  if (random() < 0.06) return 99_999
  return clampRound(6500 * Math.exp(0.6 * drawNormal(random)), 114, 41_310)
}

function drawLoss(random) {
  if (random() >= 0.047) return 0
  return clampRound(1870 + 360 * drawNormal(random), 155, 4356)
}

function drawHours(random) {
  if (random() < 0.47) return 40
  return clampRound(41 + 17 * drawNormal(random), 1, 99)
}

function drawExponential(random) {
  return -Math.log(1 - random())
}

function clampRound(value, lowest, highest) {
  return Math.round(Math.min(highest, Math.max(lowest, value)))
}

import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'

const css = readFileSync(new URL('../../src/html/page/report.css', import.meta.url), 'utf8')
const CLASSES = ['warm', 'cold', 'super-cold', 'reset']
const PARTS = ['overhead', 'init', 'duration', 'undivided']
const DRAWN = [...CLASSES, ...PARTS, 'candidate', 'baseline', 'pass', 'fail']

type Colour = readonly [red: number, green: number, blue: number]
type Matrix = readonly [Colour, Colour, Colour]

/** Machado, Oliveira, Fernandes (2009), severity 1.0; of linear RGB. */
const SIGHTS: Readonly<Record<string, Matrix>> = {
  'all colours': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no blue': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('in the %s theme', (_, theme) => {
  const colourOf = (name: string): Colour => linear(hexOf(name, theme))

  test.each(Object.keys(SIGHTS))('classes look different to eyes that see: %s', (sight) => {
    const seen = CLASSES.map((name) => lab(apply(SIGHTS[sight] as Matrix, colourOf(name))))
    for (const [i, a] of seen.entries()) {
      // 10 is a clear difference at a glance; the shapes differ as well.
      for (const b of seen.slice(i + 1)) expect(distance(a, b)).toBeGreaterThan(10)
    }
  })

  // WCAG 2.2, 1.4.11: graphics need 3:1.
  test.each(DRAWN)('%s stands out from its ground', (name) => {
    expect(contrast(colourOf(name), colourOf('surface'))).toBeGreaterThanOrEqual(3)
  })
})

function hexOf(name: string, theme: 0 | 1): string {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css)
  const hex = found?.[1 + theme]
  if (hex === undefined) throw new Error(`the style has no colour --${name}`)
  return hex
}

function linear(hex: string): Colour {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

function apply(matrix: Matrix, colour: Colour): Colour {
  const row = (weights: Colour): number =>
    weights.reduce((sum, weight, i) => sum + weight * (colour[i] ?? 0), 0)
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])]
}

/** CIE L*a*b*, D65. */
function lab(colour: Colour): Colour {
  const [x, y, z] = apply(
    [
      [0.4124 / 0.95047, 0.3576 / 0.95047, 0.1805 / 0.95047],
      [0.2126, 0.7152, 0.0722],
      [0.0193 / 1.08883, 0.1192 / 1.08883, 0.9505 / 1.08883],
    ],
    colour,
  ).map((value) =>
    value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116,
  ) as unknown as Colour
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

function distance(a: Colour, b: Colour): number {
  return Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)))
}

function contrast(a: Colour, b: Colour): number {
  const light = ([red, green, blue]: Colour): number =>
    0.2126 * red + 0.7152 * green + 0.0722 * blue
  const [low = 0, high = 0] = [light(a), light(b)].toSorted((one, other) => one - other)
  return (high + 0.05) / (low + 0.05)
}

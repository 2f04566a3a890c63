import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { type Noise, parseNoise, residualAt } from '../../bench/verdict-quality/noise.ts'

const path = new URL('../../bench/verdict-quality/noise.json', import.meta.url)
const tables = parseNoise(readFileSync(path, 'utf8'))
const small: Noise = { name: '', source: '', runSd: 0, runSdSource: '', quantiles: [-1, 0, 4] }

test.each([
  [0, -1],
  [0.25, -0.5],
  [0.5, 0],
  [0.625, 1],
  [0.75, 2],
  [1, 4],
])('the quantile at %d of (-1, 0, 4) is %d', (share, expected) => {
  expect(residualAt(small, share)).toBeCloseTo(expected, 12)
})

test('three kinds of functions are shipped', () => {
  expect(tables.map(({ name }) => name)).toEqual(['ml-container', 'zip', 'image'])
})

describe.each(tables)('the table of $name', ({ quantiles, source, runSd, runSdSource }) => {
  test('has 201 ascending quantiles around a median of 0', () => {
    expect(quantiles).toHaveLength(201)
    expect(quantiles.toSorted((a, b) => a - b)).toEqual(quantiles)
    expect(quantiles[100]).toBe(0)
  })

  test('says where it comes from', () => {
    expect(source).toMatch(/2021 load test|maxday\/lambda-perf \(Apache-2\.0\)/)
    expect(runSd).toBeGreaterThan(0)
    expect(runSdSource).not.toBe('')
  })
})

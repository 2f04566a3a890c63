import { expect, test } from '@jest/globals'
import { layOut, renderIcicle } from '../../src/html/icicle.ts'
import { imported } from '../profile/printed.ts'

const ROOTS = [
  { phase: 'runtime', node: imported('site', 10) },
  {
    phase: 'init',
    node: imported('sklearn.ensemble', 20, [
      imported('numpy', 30, [imported('numpy._core', 5)]),
      imported('scipy', 25),
    ]),
  },
  { phase: 'request', node: imported('late', 10) },
] as const

const round = (share: number): number => Number(share.toFixed(9))

test('each import lies below what asked for it, as wide as its time, none above another', () => {
  const bars = layOut(ROOTS, 200, new Set(['sklearn.ensemble']))
  expect(
    bars.map(({ name, depth, ...at }) => [name, depth, round(at.from), round(at.width)]),
  ).toEqual([
    ['site', 0, 0, 0.05],
    ['sklearn.ensemble', 0, 0.05, 0.4],
    ['numpy', 1, 0.05, 0.175],
    ['numpy._core', 2, 0.05, 0.025],
    ['scipy', 1, 0.225, 0.125],
    ['late', 0, 0.45, 0.05],
  ])
  expect(bars.filter(({ isSlower }) => isSlower).map(({ name }) => name)).toEqual([
    'sklearn.ensemble',
  ])
})

test('what would be narrower than a pixel, or deeper than a screen, is left out', () => {
  const tiny = layOut([{ phase: 'init', node: imported('a', 1) }], 10_000)
  expect(tiny).toEqual([])
  let node = imported('deepest', 1)
  for (let i = 0; i < 100; i += 1) node = imported(`level ${i}`, 0, [node])
  expect(layOut([{ phase: 'init', node }], 1)).toHaveLength(32)
})

test('it is as high as its rows, and readable without the script', () => {
  const { markup } = renderIcicle(layOut(ROOTS, 100), 'Imports of app')
  expect(markup).toMatch(/^<svg class="icicle" role="img" aria-label="Imports of app" height="66">/)
  expect(markup).toContain('<title>numpy: 35 ms, 30 ms of it its own, init</title>')
  expect(markup).toContain('<text x="5" y="15">sklearn.ensemble</text>')
})

import type { ChartConfiguration } from 'chart.js'

/** Something in a chart that can be pointed at, by mouse or by key. */
export type Stop = {
  readonly dataset: number
  readonly index: number
  readonly title: string
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly link: { readonly text: string; readonly href: string } | undefined
}

/** A chart as it is to be drawn, in the order in which keys step through it. */
export type Drawing = {
  readonly config: ChartConfiguration<'line' | 'bar' | 'scatter'>
  readonly stops: readonly Stop[]
  /** Along which axis the pointer looks for the nearest stop. */
  readonly axis: 'x' | 'xy'
}

/** How a figure is written; a `fraction` as 1/14. */
export type Unit = 'ms' | 'fraction' | 'times' | 'percent' | 'million' | 'count'

/** One figure and its limit. */
export type Check = {
  readonly name: string
  /** Undefined where it could not be measured. */
  readonly figure: number | undefined
  readonly unit: Unit
  readonly atMost?: number
  readonly atLeast?: number
}

/** One line of the table of limits. */
export type Row = {
  readonly what: string
  readonly checks: readonly Check[]
  /** Why a figure is missing, or what it leaves out. */
  readonly note?: string | undefined
  /** CPU of other processes meanwhile, in cores. */
  readonly otherLoad?: number | undefined
}

export type Standing = 'kept' | 'BROKEN' | 'not measured' | 'no limit'

/** A row is kept when all of its figures are. */
export function standingOf({ checks }: Row): Standing {
  const limited = checks.filter(({ atMost, atLeast }) => (atMost ?? atLeast) !== undefined)
  if (limited.length === 0) return 'no limit'
  if (limited.some(isBroken)) return 'BROKEN'
  return limited.some(({ figure }) => figure === undefined) ? 'not measured' : 'kept'
}

function isBroken({ figure, atMost, atLeast }: Check): boolean {
  if (figure === undefined) return false
  // Not a number is no figure that could keep a limit.
  return !(
    figure <= (atMost ?? Number.POSITIVE_INFINITY) &&
    figure >= (atLeast ?? Number.NEGATIVE_INFINITY)
  )
}

export function renderFigure({ name, figure, unit }: Check): string {
  const label = name === '' ? '' : `${name} `
  return `${label}${figure === undefined ? '–' : write(figure, unit)}`
}

export function renderLimit({ name, unit, atMost, atLeast }: Check): string {
  const label = name === '' ? '' : `${name} `
  if (atMost !== undefined) return `${label}≤ ${write(atMost, unit)}`
  return atLeast === undefined ? '' : `${label}≥ ${write(atLeast, unit)}`
}

function write(value: number, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return `${shorten(value)} ms`
    case 'fraction':
      return value > 1 ? `${shorten(value)}×` : `1/${shorten(1 / value)}`
    case 'times':
      return `${shorten(value)}×`
    case 'percent':
      return `${shorten(100 * value)} %`
    case 'million':
      return `${shorten(value / 1e6)} M`
    case 'count':
      return value.toFixed(0)
  }
}

/** Three digits, without zeros at the end. */
export function shorten(value: number): string {
  return Math.abs(value) >= 100
    ? value.toFixed(0)
    : String(Number(value.toPrecision(Math.abs(value) < 1 ? 2 : 3)))
}

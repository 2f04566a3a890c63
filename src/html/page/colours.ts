/** The colours of the theme that is on, from the style sheet, for canvas knows no style sheet. */
export type Colours = Readonly<Record<ColourName, string>>

const NAMES = [
  'ink',
  'quiet',
  'line',
  'surface',
  'warm',
  'cold',
  'settled',
  'super-cold',
  'reset',
  'overhead',
  'init',
  'duration',
  'candidate',
  'baseline',
  'pass',
  'fail',
  'inconclusive',
] as const
export type ColourName = (typeof NAMES)[number]

export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement)
  const entries = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])
  return Object.fromEntries(entries)
}

/** @param opacity 0 to 1. */
export function fade(colour: string, opacity: number): string {
  return (
    colour +
    Math.round(opacity * 255)
      .toString(16)
      .padStart(2, '0')
  )
}

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
  'undivided',
  'candidate',
  'baseline',
  'pass',
  'fail',
  'inconclusive',
] as const
export type ColourName = (typeof NAMES)[number]

export function readColours(): Colours {
  const probe = document.body.appendChild(document.createElement('i'))
  const entries = NAMES.map((name) => {
    // A property alone would be read as it is written, for both themes.
    probe.style.color = `var(--${name})`
    return [name, getComputedStyle(probe).color]
  })
  probe.remove()
  return Object.fromEntries(entries)
}

/** @param opacity 0 to 1. */
export function fade(colour: string, opacity: number): string {
  return `color-mix(in srgb, ${colour} ${Math.round(opacity * 100)}%, transparent)`
}

import type { Chart } from 'chart.js'
import type { Drawing, Stop } from './drawing.ts'

/** In CSS pixels: further away, the pointer means nothing. */
const REACH = 40
const LEAP = 10

/** The card beside what is pointed at; follows the mouse or the arrow keys until it is pinned. */
export type Readout = {
  /** After each drawing: what was shown may be gone. */
  readonly show: (chart: Chart, drawing: Drawing) => void
}

/**
 * The canvas as a slider over the chart's stops, which is what arrow keys and screen readers know
 * how to step through.
 */
export function makeReadout(plot: HTMLElement, canvas: HTMLCanvasElement): Readout {
  let chart: Chart | undefined
  let stops: readonly Stop[] = []
  let axis: Drawing['axis'] = 'x'
  let current = -1
  let isPinned = false
  const ring = plot.appendChild(document.createElement('div'))
  ring.className = 'ring'
  const card = plot.appendChild(document.createElement('div'))
  card.className = 'card'
  hide()
  canvas.tabIndex = 0
  canvas.setAttribute('role', 'slider')
  canvas.setAttribute('aria-roledescription', 'chart')
  announce(canvas, 0, 'not drawn before it is in view')

  function hide(): void {
    isPinned = false
    card.hidden = true
    ring.hidden = true
  }

  function placeOf(stop: Stop): { readonly x: number; readonly y: number } | undefined {
    const element = chart?.getDatasetMeta(stop.dataset).data[stop.index]
    return element === undefined ? undefined : { x: element.x, y: element.y }
  }

  function nearest(x: number, y: number): number {
    let best = -1
    let least = axis === 'x' ? Infinity : REACH
    for (const [i, stop] of stops.entries()) {
      const place = placeOf(stop)
      if (place === undefined) continue
      const distance = axis === 'x' ? Math.abs(place.x - x) : Math.hypot(place.x - x, place.y - y)
      if (distance < least) {
        best = i
        least = distance
      }
    }
    return best
  }

  function point(index: number): void {
    const stop = stops[index]
    const place = stop && placeOf(stop)
    if (stop === undefined || place === undefined) {
      hide()
      return
    }
    current = index
    describe(canvas, stop, index)
    ring.hidden = false
    ring.style.left = `${place.x}px`
    ring.style.top = `${place.y}px`
    fill(card, stop, isPinned)
    card.hidden = false
    const room = plot.clientWidth - card.offsetWidth
    card.style.left = `${Math.max(0, Math.min(room, place.x - card.offsetWidth / 2))}px`
    const above = place.y - card.offsetHeight - 14
    card.style.top = `${above >= -40 ? above : place.y + 14}px`
  }

  function pin(): void {
    isPinned = true
    point(current)
  }

  function step(key: string): number | undefined {
    const last = stops.length - 1
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: current + 1,
      ArrowUp: current + 1,
      ArrowLeft: current - 1,
      ArrowDown: current - 1,
      PageUp: current + LEAP,
      PageDown: current - LEAP,
      Home: 0,
      End: last,
    }
    const to = moves[key]
    return to === undefined ? undefined : Math.max(0, Math.min(last, to))
  }

  canvas.addEventListener('pointermove', (event) => {
    if (isPinned || event.pointerType === 'touch') return
    const found = nearest(event.offsetX, event.offsetY)
    if (found < 0) hide()
    else point(found)
  })
  canvas.addEventListener('pointerleave', () => {
    if (!isPinned) hide()
  })
  canvas.addEventListener('click', (event) => {
    const found = nearest(event.offsetX, event.offsetY)
    if (found < 0) {
      hide()
      return
    }
    current = found
    pin()
  })
  canvas.addEventListener('keydown', (event) => {
    const to = step(event.key)
    if (to !== undefined) {
      isPinned = false
      point(to)
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (current < 0) current = 0
      pin()
      card.querySelector('a')?.focus()
    } else if (event.key === 'Escape') hide()
    else return
    event.preventDefault()
  })
  canvas.addEventListener('blur', () => {
    if (!isPinned) hide()
  })
  card.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    hide()
    canvas.focus()
  })
  card.addEventListener('click', (event) => {
    if (event.target instanceof HTMLButtonElement) {
      hide()
      canvas.focus()
    }
  })

  return {
    show: (drawn, drawing) => {
      chart = drawn
      stops = drawing.stops
      axis = drawing.axis
      current = -1
      hide()
      announce(canvas, stops.length, `${stops.length} values; arrow keys step through them`)
    },
  }
}

/** A slider without a value is none. */
function announce(canvas: HTMLCanvasElement, stops: number, text: string): void {
  canvas.setAttribute('aria-valuemin', '1')
  canvas.setAttribute('aria-valuemax', String(Math.max(1, stops)))
  canvas.setAttribute('aria-valuenow', '1')
  canvas.setAttribute('aria-valuetext', text)
}

function describe(canvas: HTMLCanvasElement, { title, facts }: Stop, index: number): void {
  canvas.setAttribute('aria-valuenow', String(index + 1))
  const told = facts.map(([name, value]) => `${name} ${value}`).join(', ')
  canvas.setAttribute('aria-valuetext', `${title}: ${told}`)
}

function fill(card: HTMLElement, { title, facts, link }: Stop, isPinned: boolean): void {
  const head = document.createElement('p')
  head.className = 'title'
  head.textContent = title
  const list = document.createElement('dl')
  for (const [name, value] of facts) {
    const term = list.appendChild(document.createElement('dt'))
    term.textContent = name
    const text = list.appendChild(document.createElement('dd'))
    text.textContent = value
  }
  card.replaceChildren(head, list)
  card.classList.toggle('pinned', isPinned)
  if (link !== undefined) card.append(linkTo(link))
  if (isPinned) {
    const close = card.appendChild(document.createElement('button'))
    close.type = 'button'
    close.textContent = 'Close'
  } else if (link !== undefined) {
    const hint = card.appendChild(document.createElement('p'))
    hint.className = 'hint'
    hint.textContent = 'Click or Enter keeps this open.'
  }
}

export function linkTo({ text, href }: NonNullable<Stop['link']>): HTMLAnchorElement {
  const link = document.createElement('a')
  link.href = href
  link.target = '_blank'
  link.rel = 'noopener noreferrer'
  link.textContent = text
  return link
}

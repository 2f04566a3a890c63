import { isDurationCensored } from '../../starts/start.ts'
import { byKnownTime } from '../choose.ts'
import { DOT_CLASSES, type Dot } from '../dots.ts'
import type { Figures } from '../figures.ts'
import { makeButton, makeKey, makeSelect } from './controls.ts'
import { linkTo } from './readout.ts'
import { cell, linkOf } from './tell.ts'

const ROWS = 100
const COLUMNS = [
  'sent (s)',
  'class',
  'side',
  'latency',
  'overhead',
  'init',
  'duration',
  'request',
  'error',
] as const
const TEXTS: ReadonlySet<string> = new Set(['class', 'side', 'request', 'error'])

const ORDERS: Readonly<Record<string, (a: Dot, b: Dot) => number>> = {
  // As the dots are; those of an unknown time stand at the end.
  'in the order of sending': () => 0,
  'slowest first': (a, b) => byKnownTime(b, a),
  'fastest first': byKnownTime,
}

/** The table of requests, made when it is opened for the first time. */
export function prepareRequests(
  place: HTMLDetailsElement,
  figures: Figures,
  dots: readonly Dot[],
): void {
  place.addEventListener('toggle', () => fillIn(place, figures, dots), { once: true })
}

function fillIn(place: HTMLDetailsElement, figures: Figures, dots: readonly Dot[]): void {
  let page = 0
  const controls = place.appendChild(document.createElement('div'))
  controls.className = 'controls'
  const order = makeSelect('Order', Object.keys(ORDERS))
  const only = makeSelect('Class', ['all', ...DOT_CLASSES])
  const back = makeButton('Earlier rows')
  const on = makeButton('Further rows')
  const where = document.createElement('span')
  where.setAttribute('role', 'status')
  controls.append(order.label, only.label, back, on, where)
  const scroll = place.appendChild(document.createElement('div'))
  scroll.className = 'scroll'
  scroll.tabIndex = 0
  scroll.setAttribute('role', 'group')
  scroll.setAttribute('aria-label', 'Requests; times in ms')

  function show(): void {
    const rows = dots
      .filter((dot) => only.select.value === 'all' || dot.class === only.select.value)
      .toSorted(ORDERS[order.select.value])
    const pages = Math.max(1, Math.ceil(rows.length / ROWS))
    page = Math.max(0, Math.min(pages - 1, page))
    const first = page * ROWS
    const shown = rows.slice(first, first + ROWS)
    back.disabled = page === 0
    on.disabled = page >= pages - 1
    where.textContent = `${rows.length === 0 ? 0 : first + 1} to ${first + shown.length} of ${rows.length}`
    scroll.replaceChildren(makeTable(shown, figures))
  }

  const restart = (): void => {
    page = 0
    show()
  }
  order.select.addEventListener('change', restart)
  only.select.addEventListener('change', restart)
  back.addEventListener('click', () => {
    page -= 1
    show()
  })
  on.addEventListener('click', () => {
    page += 1
    show()
  })
  show()
}

function makeTable(dots: readonly Dot[], { consoles }: Figures): HTMLTableElement {
  const table = document.createElement('table')
  table.createCaption().textContent = 'Requests; times in ms'
  const head = table.createTHead().insertRow()
  for (const title of COLUMNS) {
    const th = head.appendChild(document.createElement('th'))
    th.scope = 'col'
    th.textContent = title
    if (TEXTS.has(title)) th.className = 'text'
  }
  const body = table.createTBody()
  for (const dot of dots) {
    const row = body.insertRow()
    for (const title of COLUMNS) {
      const place = row.insertCell()
      if (TEXTS.has(title)) place.className = 'text'
      place.append(...contentOf(title, dot, consoles))
    }
  }
  return table
}

function contentOf(
  title: (typeof COLUMNS)[number],
  dot: Dot,
  consoles: Figures['consoles'],
): readonly (string | Node)[] {
  switch (title) {
    case 'sent (s)':
      return [dot.at === null ? '–' : (dot.at / 1000).toFixed(1)]
    case 'class':
      return [makeKey(dot.class), dot.class]
    case 'side':
      return [dot.side]
    case 'latency':
      return [cell(dot.latency, dot.censored)]
    case 'overhead':
      return [cell(dot.overhead)]
    case 'init':
      return [cell(dot.init, dot.initCensored)]
    case 'duration':
      return [cell(dot.duration, isDurationCensored(dot))]
    case 'request': {
      const link = linkOf(dot, consoles)
      return [link === undefined ? dot.requestId : linkTo({ ...link, text: dot.requestId })]
    }
    case 'error':
      return [dot.error ?? '']
  }
}

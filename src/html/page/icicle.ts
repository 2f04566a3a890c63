const ROW_TEXT_Y = '15'
/** In CSS pixels: less shows no letter. */
const LEAST_FOR_TEXT = 30
const SVG = 'http://www.w3.org/2000/svg'

type Bar = {
  readonly element: SVGSVGElement
  readonly name: string
  readonly told: string
  readonly depth: number
  /** In percent of the whole. */
  readonly from: number
  readonly width: number
}

/**
 * Keys, pointing and zooming of one chart of imports: up and down lead to the import above and to the
 * first one below, left and right to the ones beside, Enter makes one as wide as the chart.
 */
export function prepareIcicle(chart: SVGSVGElement, place: HTMLElement | null): void {
  const bars = [...chart.querySelectorAll<SVGSVGElement>('.bar')].map(readBar)
  if (bars.length === 0) return
  let current = 0
  let zoomed: Bar | undefined
  chart.setAttribute('tabindex', '0')
  chart.setAttribute('role', 'slider')
  chart.setAttribute('aria-roledescription', 'chart')
  chart.setAttribute('aria-valuemin', '1')
  chart.setAttribute('aria-valuemax', String(bars.length))
  announce()

  function announce(): void {
    const bar = bars[current]
    chart.setAttribute('aria-valuenow', String(current + 1))
    chart.setAttribute('aria-valuetext', bar === undefined ? '' : `${bar.name}: ${bar.told}`)
  }

  function point(index: number): void {
    bars[current]?.element.classList.remove('current')
    current = Math.max(0, Math.min(bars.length - 1, index))
    const bar = bars[current]
    bar?.element.classList.add('current')
    announce()
    if (place !== null && bar !== undefined) place.textContent = `${bar.name}: ${bar.told}`
  }

  function zoom(to: Bar | undefined): void {
    zoomed = to
    const { from, width } = to ?? { from: 0, width: 100 }
    const room = chart.clientWidth / 100
    for (const { element, name, ...bar } of bars) {
      const [left, right] = [bar.from, bar.from + bar.width].map(
        (at) => (Math.max(0, Math.min(width, at - from)) * 100) / width,
      ) as [number, number]
      element.setAttribute('x', `${left}%`)
      element.setAttribute('width', `${right - left}%`)
      label(element, name, (right - left) * room >= LEAST_FOR_TEXT)
    }
  }

  chart.addEventListener('keydown', (event) => {
    const to = next(bars, current, event.key)
    if (to !== undefined) point(to)
    else if (event.key === 'Enter' || event.key === ' ') zoom(bars[current])
    else if (event.key === 'Escape') zoom(undefined)
    else return
    event.preventDefault()
  })
  chart.addEventListener('focus', () => point(current))
  chart.addEventListener('blur', () => bars[current]?.element.classList.remove('current'))
  chart.addEventListener('pointermove', ({ target }) => {
    const over = indexOf(bars, target)
    if (over >= 0) point(over)
  })
  chart.addEventListener('click', ({ target }) => {
    const over = indexOf(bars, target)
    if (over < 0) return
    point(over)
    zoom(bars[over] === zoomed ? undefined : bars[over])
  })
  addEventListener('resize', () => zoom(zoomed))
  zoom(undefined)
}

function readBar(element: SVGSVGElement): Bar {
  const { name = '', told = '', depth = '0' } = element.dataset
  const read = (attribute: string): number =>
    Number.parseFloat(element.getAttribute(attribute) ?? '')
  return { element, name, told, depth: Number(depth), from: read('x'), width: read('width') }
}

/** Bars stand in the order of the tree, so what is below one follows it. */
function next(bars: readonly Bar[], current: number, key: string): number | undefined {
  const depth = bars[current]?.depth ?? 0
  const before = (wanted: number): number =>
    bars.findLastIndex((bar, i) => i < current && bar.depth <= wanted)
  switch (key) {
    case 'ArrowDown':
      return (bars[current + 1]?.depth ?? 0) > depth ? current + 1 : current
    case 'ArrowUp':
      return Math.max(0, before(depth - 1))
    case 'ArrowRight': {
      const found = bars.findIndex((bar, i) => i > current && bar.depth <= depth)
      return found < 0 ? current : found
    }
    case 'ArrowLeft':
      return Math.max(0, before(depth))
    case 'Home':
      return 0
    case 'End':
      return bars.length - 1
    default:
      return undefined
  }
}

function indexOf(bars: readonly Bar[], target: EventTarget | null): number {
  const element = target instanceof Element ? target.closest('.bar') : null
  return bars.findIndex((bar) => bar.element === element)
}

function label(element: SVGSVGElement, name: string, isShown: boolean): void {
  const shown = element.querySelector('text')
  if (!isShown) shown?.remove()
  else if (shown === null) {
    const text = element.appendChild(document.createElementNS(SVG, 'text'))
    text.setAttribute('x', '5')
    text.setAttribute('y', ROW_TEXT_Y)
    text.textContent = name
  }
}

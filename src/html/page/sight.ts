import type { Colours } from './colours.ts'

type Paint = (colours: Colours) => void

/**
 * Draws each chart when it is about to be seen: hundreds of setups have more charts than anyone
 * scrolls to, and drawing them all would keep the page waiting. Focus draws at once, for the key
 * that follows it has to find the chart; paper shows all of them.
 *
 * @returns what paints again the ones that are drawn.
 */
export function drawInSight(
  charts: ReadonlyMap<Element, Paint>,
  readColours: () => Colours,
): () => void {
  const waiting = new Map(charts)
  const drawn: Paint[] = []
  const sight = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) draw(target)
    },
    { rootMargin: '50% 0px' },
  )

  function draw(figure: Element): void {
    const paint = waiting.get(figure)
    if (paint === undefined) return
    waiting.delete(figure)
    sight.unobserve(figure)
    paint(readColours())
    drawn.push(paint)
    tell()
  }

  function tell(): void {
    document.documentElement.dataset.drawn = String(drawn.length)
  }

  for (const figure of charts.keys()) {
    figure.addEventListener('focusin', () => draw(figure), { once: true })
    sight.observe(figure)
  }
  addEventListener('beforeprint', () => {
    for (const figure of charts.keys()) draw(figure)
  })
  tell()
  return () => {
    const colours = readColours()
    for (const paint of drawn) paint(colours)
  }
}

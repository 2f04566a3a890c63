/** Buttons that show and hide a series. @returns the names of those hidden. */
export function addToggles(
  controls: HTMLElement,
  names: readonly string[],
  redraw: () => void,
): ReadonlySet<string> {
  const hidden = new Set<string>()
  for (const name of names) {
    const button = controls.appendChild(makeButton(name))
    button.prepend(makeKey(name))
    button.className = 'toggle'
    button.setAttribute('aria-pressed', 'true')
    button.addEventListener('click', () => {
      const isShown = !hidden.delete(name)
      if (isShown) hidden.add(name)
      button.setAttribute('aria-pressed', String(!isShown))
      redraw()
    })
  }
  return hidden
}

export function addKeys(
  controls: HTMLElement,
  keys: readonly string[],
  names: readonly string[],
): void {
  const list = controls.appendChild(document.createElement('ul'))
  list.className = 'legend'
  for (const [i, name] of names.entries()) {
    const item = list.appendChild(document.createElement('li'))
    item.append(makeKey(keys[i] ?? ''), name)
  }
}

/** The colour and the shape of a series. */
export function makeKey(name: string): HTMLElement {
  const key = document.createElement('span')
  key.className = `key ${name}`
  return key
}

/** @returns the index of what is chosen. */
export function addChoice(
  controls: HTMLElement,
  names: readonly string[],
  redraw: () => void,
): () => number {
  const { label, select } = makeSelect('Show', names)
  if (names.length > 1) controls.append(label)
  select.addEventListener('change', redraw)
  return () => Math.max(0, select.selectedIndex)
}

export function makeSelect(
  name: string,
  options: readonly string[],
): { readonly label: HTMLLabelElement; readonly select: HTMLSelectElement } {
  const label = document.createElement('label')
  label.textContent = `${name} `
  const select = label.appendChild(document.createElement('select'))
  for (const text of options) {
    const option = select.appendChild(document.createElement('option'))
    option.textContent = text
    option.value = text
  }
  return { label, select }
}

export function makeButton(text: string): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = text
  return button
}

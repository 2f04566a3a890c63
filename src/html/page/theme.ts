const THEMES = ['auto', 'light', 'dark'] as const

/** The button that turns the theme; the choice lives as long as the page. */
export function prepareTheme(onChange: () => void): void {
  const button = document.getElementById('theme')
  if (button === null) return
  let chosen = 0
  button.hidden = false
  button.addEventListener('click', () => {
    chosen = (chosen + 1) % THEMES.length
    const theme = THEMES[chosen] ?? 'auto'
    document.documentElement.dataset.theme = theme
    button.textContent = `Theme: ${theme}`
    onChange()
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', onChange)
}

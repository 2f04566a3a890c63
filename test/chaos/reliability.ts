import { catalogue } from './catalogue.ts'

/** The table of docs/reliability.md. */
export function renderReliability(): string {
  const rows = catalogue.map(
    ({ area, fault, sees, kept }, index) =>
      `| ${catalogue[index - 1]?.area === area ? '' : `**${area}**`} | ${cell(fault)} | ${sees === null ? 'nothing' : code(sees)} | ${cell(kept)} |`,
  )
  return [
    '| | fault | what the user sees | what is kept |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

/** A text with backticks of its own needs longer ones around it. */
function code(text: string): string {
  const [start, end] = text.includes('`') ? ['`` ', ' ``'] : ['`', '`']
  return `${start}${cell(text)}${end}`
}

import { FLAGS, LINES, OPTION_NAMES } from '../config/options.ts'
import { wrap } from './columns.ts'
import type { Paint } from './paint.ts'

export type Described = Readonly<
  Record<string, { readonly description: string; readonly default?: string }>
>

const NAME_COLUMN = 24
const EXAMPLE = [
  'lambda-cold-start-gate --function-name census-gbm \\',
  "    --load 'burst 30; recycle; burst 60' \\",
  "    --thresholds 'cold.init.p95 <= 6s' --thresholds 'errors.count == 0'",
]

/**
 * @param declared `inputs` of action.yml, whose texts these are.
 * @param width of the terminal, in characters.
 */
export function renderHelp(declared: Described, width: number, paint: Paint): string {
  const option = (name: string, text: string): readonly string[] => {
    const lines = wrap(text, Math.max(30, Math.min(width, 100) - NAME_COLUMN - 2))
    const label = `  ${name}`
    const head = paint('cyan', label)
    const isLong = label.length > NAME_COLUMN
    const first = isLong ? [head] : []
    return [
      ...first,
      ...lines.map((line, i) =>
        i === 0 && !isLong
          ? `${head}${' '.repeat(NAME_COLUMN + 2 - label.length)}${line}`
          : `${' '.repeat(NAME_COLUMN + 2)}${line}`,
      ),
    ]
  }
  const options = OPTION_NAMES.flatMap((name) => {
    const { description = '', default: usual = '' } = declared[name] ?? {}
    const note = usual === '' ? '' : ` [${usual}]`
    const lines = LINES.includes(name) ? '; may be given several times' : ''
    return option(`--${name}`, `${description.replaceAll('`', '')}${lines}${note}`)
  })
  const flags = Object.entries(FLAGS).flatMap(([name, { short, description }]) =>
    option(short === undefined ? `--${name}` : `-${short}, --${name}`, description),
  )
  return [
    `${paint('bold', 'Usage:')} lambda-cold-start-gate --function-name NAME [options]`,
    '',
    'Measures the cold starts of a deployed Lambda function as the GitHub Action does, and judges',
    'them. Writes the same report files, and comments nowhere.',
    '',
    paint('bold', 'Example:'),
    ...EXAMPLE.map((line) => `  ${line}`),
    '',
    `${paint('bold', 'Options')}, with their [defaults]; in --load and --thresholds, ";" begins a new line:`,
    ...options,
    '',
    ...flags,
    '',
    'Credentials, region and endpoints are those of the AWS SDK: AWS_PROFILE, AWS_REGION, ~/.aws …',
    'NO_COLOR and FORCE_COLOR are honoured.',
    '',
    `${paint('bold', 'Exit status:')} 0 when the gate lets the deployment pass; 1 when it does not, or could not`,
    'measure; 2 for wrong options; 130 after Ctrl-C, with everything undone.',
    '',
  ].join('\n')
}

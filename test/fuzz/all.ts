import type { Fuzz } from './fuzz.ts'
import { GRAMMARS } from './parsers/grammars.ts'
import { HISTORY } from './parsers/history.ts'
import { IMPORTS } from './parsers/imports.ts'
import { LINES } from './parsers/lines.ts'
import { RESULTS } from './parsers/results.ts'
import { FILES } from './sinks/files.ts'
import { HTML } from './sinks/html.ts'
import { MARKDOWN } from './sinks/markdown.ts'
import { RUNNER } from './sinks/runner.ts'
import { TERMINAL } from './sinks/terminal.ts'

/** Where untrusted text goes. */
export const SINKS: readonly Fuzz[] = [...MARKDOWN, ...HTML, ...FILES, ...RUNNER, ...TERMINAL]

/** Where text from elsewhere is read. */
export const PARSERS: readonly Fuzz[] = [...LINES, ...HISTORY, ...IMPORTS, ...RESULTS, ...GRAMMARS]

export const ALL: readonly Fuzz[] = [...SINKS, ...PARSERS]

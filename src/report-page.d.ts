/** The build makes this module of `src/html/page/`: see `scripts/page.ts`. */
declare module 'report-page' {
  import type { PageParts } from './html/report.ts'

  export const page: PageParts
}

/** The build turns `action.yml` into a module, so that defaults live there and nowhere else. */
declare module '*.yml' {
  export const inputs: Readonly<
    Record<string, { readonly description: string; readonly default?: string }>
  >
}

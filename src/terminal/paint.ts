export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Gives text a style, or leaves it as it is where nobody would see one. */
export type Paint = (style: Style, text: string) => string

export const plain: Paint = (_, text) => text

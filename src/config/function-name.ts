/** Which function, and which version of it. */
export type FunctionName = {
  /** What the API gets as FunctionName: a name, partial ARN or ARN, without qualifier. */
  readonly id: string
  readonly name: string
  /** Version, alias or `$LATEST`; undefined when the text carries none. */
  readonly qualifier: string | undefined
  /** Of a full ARN; undefined otherwise. */
  readonly region: string | undefined
}

const FUNCTION =
  /^(?<id>(?:arn:aws[\w-]*:lambda:(?<region>[a-z0-9-]+):\d{12}:function:|\d{12}:function:)?(?<name>[\w-]{1,140}))(?::(?<qualifier>\$LATEST|[\w-]{1,128}))?$/

/** @returns undefined when the text is no function name, partial ARN or ARN. */
export function parseFunctionName(text: string): FunctionName | undefined {
  const groups = FUNCTION.exec(text)?.groups
  if (groups === undefined) return undefined
  const { id = '', name = '', qualifier, region } = groups
  return { id, name, qualifier, region }
}

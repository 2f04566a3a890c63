import { parseFunctionName } from './function-name.ts'
import type { Sources } from './inputs.ts'
import { makeProblem } from './problem.ts'

export type Target = {
  /** A name, partial ARN or ARN, without qualifier. */
  readonly id: string
  readonly name: string
  /** Version, alias or `$LATEST`. */
  readonly qualifier: string
  readonly region: string
}

/**
 * `function-name`, `qualifier` and `aws-region`, which may each say a part of the same ARN.
 *
 * @param problems gets what is wrong with them.
 * @returns undefined when the name cannot be read.
 */
export function parseTarget({ input, env }: Sources, problems: string[]): Target | undefined {
  const text = input('function-name')
  const found = parseFunctionName(text)
  const region =
    input('aws-region') || found?.region || env('AWS_REGION') || env('AWS_DEFAULT_REGION')
  if (found === undefined) {
    problems.push(
      makeProblem('function-name', text, 'a function name, partial ARN or ARN', 'census-gbm'),
    )
  }
  if (region === '') {
    problems.push(makeProblem('aws-region', '', 'a region, here or in AWS_REGION', 'eu-west-1'))
  } else if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) {
    problems.push(makeProblem('aws-region', region, 'a region', 'eu-west-1'))
  } else if (found?.region !== undefined && found.region !== region) {
    problems.push(
      makeProblem('aws-region', region, `the region of the function's ARN`, found.region),
    )
  }
  const qualifier = input('qualifier') || '$LATEST'
  if (!/^(\$LATEST|[\w-]{1,128})$/.test(qualifier)) {
    problems.push(makeProblem('qualifier', qualifier, 'a version, an alias or $LATEST', 'live'))
  } else if (
    found?.qualifier !== undefined &&
    qualifier !== '$LATEST' &&
    qualifier !== found.qualifier
  ) {
    problems.push(
      makeProblem('qualifier', qualifier, 'the one that function-name carries', found.qualifier),
    )
  }
  if (found === undefined) return undefined
  const { id, name } = found
  return { id, name, qualifier: found.qualifier ?? qualifier, region }
}

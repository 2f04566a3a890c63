import { fields, Refusal } from '../exchange.ts'

type Condition = (event: unknown) => boolean

/**
 * ```
 * pattern   := "{" or "}"
 * or        := and ("||" and)*
 * and       := atom ("&&" atom)*
 * atom      := "(" or ")" | selector op value | selector ("IS NULL" | "IS TRUE" | "IS FALSE" | "NOT EXISTS")
 * op        := "=" | "!=" | "<" | "<=" | ">" | ">="
 * value     := number | word | "string, where * stands for anything"
 * ```
 */
export function parseJsonPattern(pattern: string): (message: string) => boolean {
  const tokens =
    pattern.match(/"(?:[^"\\]|\\.)*"|\|\||&&|[!<>]=|[{}()=<>]|\$[\w.[\]-]*|[^\s"{}()=<>!|&]+/g) ??
    []
  let next = 0
  const take = (): string => tokens[next++] ?? ''
  const expect = (token: string): void => {
    const found = take()
    if (found !== token) throw invalid(`'${token}' expected, '${found}' found`)
  }

  function parseAny(): Condition {
    const parts = [parseAll()]
    while (tokens[next] === '||') {
      next += 1
      parts.push(parseAll())
    }
    return (event) => parts.some((part) => part(event))
  }

  function parseAll(): Condition {
    const parts = [parseAtom()]
    while (tokens[next] === '&&') {
      next += 1
      parts.push(parseAtom())
    }
    return (event) => parts.every((part) => part(event))
  }

  function parseAtom(): Condition {
    if (tokens[next] === '(') {
      next += 1
      const inner = parseAny()
      expect(')')
      return inner
    }
    const selector = take()
    if (!selector.startsWith('$')) throw invalid(`a selector expected, '${selector}' found`)
    const select = makeSelect(selector)
    const operator = take()
    const test = makeTest(operator, take())
    return (event) => test(select(event))
  }

  expect('{')
  const condition = parseAny()
  expect('}')
  return (message) => {
    const event = parseObject(message)
    return event !== null && condition(event)
  }
}

function makeSelect(selector: string): (event: unknown) => unknown {
  const keys = selector
    .slice(1)
    .split(/[.[\]]+/)
    .filter(Boolean)
  return (event) =>
    keys.reduce<unknown>(
      (value, key) => (Array.isArray(value) ? value[Number(key)] : fields(value)[key]),
      event,
    )
}

function makeTest(operator: string, operand: string): Condition {
  if (operator === 'NOT' && operand === 'EXISTS') return (value) => value === undefined
  if (operator === 'IS') {
    const constants = new Map<string, unknown>([
      ['NULL', null],
      ['TRUE', true],
      ['FALSE', false],
    ])
    if (constants.has(operand)) return (value) => value === constants.get(operand)
  }
  const text = operand.replace(/^"(.*)"$/s, '$1').replace(/\\(.)/g, '$1')
  const number = operand === '' || operand.startsWith('"') ? Number.NaN : Number(operand)
  const equals = Number.isNaN(number) ? equalsText(text) : (value: unknown) => value === number
  const compare = (test: (value: number) => boolean): Condition => {
    if (Number.isNaN(number)) throw invalid(`a number expected, '${operand}' found`)
    return (value) => typeof value === 'number' && test(value)
  }
  switch (operator) {
    case '=':
      return equals
    case '!=':
      return (value) => value !== undefined && !equals(value)
    case '<':
      return compare((value) => value < number)
    case '<=':
      return compare((value) => value <= number)
    case '>':
      return compare((value) => value > number)
    case '>=':
      return compare((value) => value >= number)
    default:
      throw invalid(`an operator expected, '${operator}' found`)
  }
}

function equalsText(text: string): Condition {
  const parts = text.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  const pattern = new RegExp(`^${parts.join('.*')}$`, 's')
  return (value) => typeof value === 'string' && pattern.test(value)
}

/** JSON patterns never match a text event. */
function parseObject(message: string): unknown {
  if (!message.startsWith('{')) return null
  try {
    return JSON.parse(message)
  } catch {
    return null
  }
}

const invalid = (why: string): Refusal =>
  new Refusal(400, 'InvalidParameterException', `Invalid filter pattern: ${why}`)

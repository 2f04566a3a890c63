import type { Ms } from '../units.ts'
import { parseDuration } from './duration.ts'
import { INPUT_NAMES, type InputName, type Sources } from './inputs.ts'
import { didYouMean, makeProblem } from './problem.ts'

/** Reads single inputs; what cannot be read is undefined, and one problem more. */
export type Reader = {
  readonly read: <T>(
    name: InputName,
    parse: (text: string) => T | undefined,
    accepted: string,
    example: string,
  ) => T | undefined
  readonly choice: <T extends string>(name: InputName, ...choices: readonly T[]) => T | undefined
  readonly time: (name: InputName, example: string) => Ms | undefined
}

export function makeReader({ input }: Pick<Sources, 'input'>, problems: string[]): Reader {
  const read: Reader['read'] = (name, parse, accepted, example) => {
    const value = parse(input(name))
    if (value === undefined) problems.push(makeProblem(name, input(name), accepted, example))
    return value
  }
  return {
    read,
    choice: (name, ...choices) =>
      read(
        name,
        (text) => choices.find((one) => one === text),
        choices.join(', '),
        choices[0] ?? '',
      ),
    time: (name, example) =>
      read(name, positiveTime, 'a time above 0 and up to 7200m, in ms, s or m', example),
  }
}

export function findUnknownInputs({ given }: Pick<Sources, 'given'>): readonly string[] {
  return given
    .filter((name) => !INPUT_NAMES.some((known) => known === name))
    .map((name) => {
      const advice = didYouMean(name, INPUT_NAMES) || `, accepted is ${INPUT_NAMES.join(', ')}`
      return `${name}: is no input of this action${advice}`
    })
}

/** Every problem leaves an undefined field behind, so after none of them nothing is missing. */
export function isComplete<T extends object>(
  config: T,
): config is { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.values(config).every((value) => value !== undefined)
}

/** No job lives longer than 5 days, and a timer of more than 24 would end at once. */
const LONGEST: Ms = 7200 * 60_000

function positiveTime(text: string): Ms | undefined {
  const time = parseDuration(text) ?? 0
  return time > 0 && time <= LONGEST ? time : undefined
}

export function wholeNumber(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}

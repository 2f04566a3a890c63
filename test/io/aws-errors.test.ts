import { expect, test } from '@jest/globals'
import { explainAwsError } from '../../src/io/aws-errors.ts'

const UPDATE = 'lambda:UpdateFunctionConfiguration'

function refusal(name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } })
}

/** The first as users of other tools have posted it, the second in the form of all validation errors. */
test.each([
  [
    'InvalidParameterValueException',
    'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {"DB_PASSWORD":"hunter2","COLD_START_GATE_RECYCLE":"1"}',
    /exceed the 4 KB that Lambda allows/,
  ],
  [
    'ValidationException',
    "1 validation error detected: Value '{DB_PASSWORD=hunter2}' at 'environment.variables' failed to satisfy constraint",
    /its reason may quote environment variables, and is not shown/,
  ],
])('a refused update (%s) is told without the variables that it quotes', (name, message, told) => {
  const { message: shown } = explainAwsError(refusal(name, message), UPDATE, 'change the variables')
  expect(shown).not.toMatch(/hunter2|DB_PASSWORD/)
  expect(shown).toMatch(told)
  expect(shown).toContain(`${UPDATE}: ${name}, HTTP 400`)
})

test('any other refusal is told in its own words', () => {
  const error = refusal('InvalidParameterException', 'the pattern is wrong')
  expect(explainAwsError(error, 'logs:FilterLogEvents', 'read').message).toContain(
    'the pattern is wrong',
  )
})

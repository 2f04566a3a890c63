import { expect, test } from '@jest/globals'
import { type Looks, signOfProduction } from '../../src/load/production.ts'

const signOf = (looks: Partial<Looks>): string | undefined =>
  signOfProduction({ name: 'app', qualifier: '$LATEST', tags: {}, ...looks })

test.each([
  ['prod', 'the word alone'],
  ['gbm-prod', 'at the end'],
  ['prod_gbm', 'at the beginning'],
  ['gbm-production-2', 'before a number'],
  ['gbmProd', 'in camel case'],
  ['ProdGbm', 'and in Pascal case'],
  ['gbmPROD', 'in capitals after small letters'],
  ['PRODGbm', 'in capitals before a word'],
  ['GBM-PRD', 'in capitals'],
  ['prod2', 'with a number'],
  ['preprod-and-prod', 'beside one that is denied'],
  ['non-prod-prod', 'denied once, and said once'],
])('the name "%s" looks like production: %s', (name) => {
  expect(signOf({ name })).toMatch(/^its name has the word "/)
})

test.each([
  ['app', 'nothing'],
  ['product-search', 'product is another word'],
  ['reproduce', 'as is reproduce'],
  ['livestock', 'and livestock'],
  ['gbm-alive', 'and alive'],
  ['preprod', 'pre-production'],
  ['pre-prod', 'in two words'],
  ['gbmPreProd', 'in camel case'],
  ['PRE_PRODUCTION', 'in capitals'],
  ['nonprod', 'non-production'],
  ['gbm-non-prod', 'in two words'],
  ['not-prod', 'not'],
  ['prod-like-load', 'only like it'],
  ['live-scores', 'in a name, live may be about football'],
  ['staging', 'another stage'],
  ['', 'no name'],
])('the name "%s" does not: %s', (name) => {
  expect(signOf({ name })).toBeUndefined()
})

test.each<[string, string | undefined]>([
  ['live', 'it is called by "live"'],
  ['prod-blue', 'it is called by "prod-blue"'],
  ['not-live', undefined],
  ['$LATEST', undefined],
  ['41', undefined],
])('an alias "%s" says %j', (qualifier, sign) => {
  expect(signOf({ qualifier })).toBe(sign)
})

test.each<[Readonly<Record<string, string>>, string | undefined]>([
  [{ environment: 'production' }, 'its tag "environment" is "production"'],
  [{ Env: 'PROD' }, 'its tag "Env" is "PROD"'],
  [{ STAGE: 'prod-eu' }, 'its tag "STAGE" is "prod-eu"'],
  [{ tier: 'live' }, 'its tag "tier" is "live"'],
  [{ 'app:environment': 'prod' }, 'its tag "app:environment" is "prod"'],
  [{ 'acme.com/Stage': 'prod' }, 'its tag "acme.com/Stage" is "prod"'],
  [{ Owner: 'ml', stage: 'prod' }, 'its tag "stage" is "prod"'],
  [{ stage: 'preprod' }, undefined],
  [{ stage: 'non-production' }, undefined],
  [{ owner: 'production-team' }, undefined],
  [{ 'environment-owner': 'prod' }, undefined],
  [{ stage: '' }, undefined],
  [{}, undefined],
])('the tags %j say %j', (tags, sign) => {
  expect(signOf({ tags })).toBe(sign)
})

test('unknown tags say nothing, and a tag of anybody is shown on one short line', () => {
  expect(signOf({ tags: undefined })).toBeUndefined()
  const sign = signOf({ tags: { stage: `prod\n::error::${'x'.repeat(500)}` } }) ?? ''
  expect(sign).not.toContain('\n')
  expect(sign.length).toBeLessThan(150)
})

import { expect, test } from '@jest/globals'
import { consoleOf, encodeForConsole } from '../../src/html/console-link.ts'

const arnIn = (partition: string, region: string): string =>
  `arn:${partition}:lambda:${region}:123456789012:function:f`

test.each([
  ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1'],
  [
    'aws-cn',
    'cn-north-1',
    'https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1',
  ],
  [
    'aws-us-gov',
    'us-gov-west-1',
    'https://us-gov-west-1.console.amazonaws-us-gov.com/cloudwatch/home?region=us-gov-west-1',
  ],
  [
    'aws-eusc',
    'eusc-de-east-1',
    'https://eusc-de-east-1.console.amazonaws-eusc.eu/cloudwatch/home?region=eusc-de-east-1',
  ],
])('a log group of %s in %s', (partition, region, page) => {
  expect(consoleOf(arnIn(partition, region), '/aws/lambda/f')).toBe(
    `${page}#logsV2:log-groups/log-group/$252Faws$252Flambda$252Ff/log-events/`,
  )
})

// As the console itself writes it into the address bar.
test('a stream is encoded twice, with "$" for "%"', () => {
  expect(encodeForConsole('2026/11/22/[$LATEST]0a1b')).toBe(
    '2026$252F11$252F22$252F$255B$2524LATEST$255D0a1b',
  )
})

test.each([
  ['a partition without a public console', arnIn('aws-iso', 'us-iso-east-1')],
  ['a region that would name another host', arnIn('aws', 'evil.example/')],
  ['a region with a host of its own', arnIn('aws', 'eu-west-1.evil.example')],
  ['no ARN', 'census-gbm'],
  ['nothing', ''],
])('%s has no link', (_, arn) => {
  expect(consoleOf(arn, '/aws/lambda/f')).toBeNull()
})

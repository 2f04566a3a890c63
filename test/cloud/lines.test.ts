import { expect, test } from '@jest/globals'
import { renderJson } from './environment/json-lines.ts'
import type { PlatformEvent, Report } from './environment/platform-event.ts'
import { renderText } from './environment/text-lines.ts'

const requestId = '79b5e81f-9cdd-4145-b1f6-7c50ef8a2a36'
const report: Report = {
  type: 'report',
  requestId,
  status: 'success',
  errorType: null,
  durationMs: 3.0199,
  billedMs: 4,
  memoryMB: 128,
  usedMB: 36,
  initMs: null,
  restore: null,
  trace: null,
}
const initReport = { type: 'initReport', initializationType: 'on-demand', phase: 'init' } as const
const trace = { traceId: '1-6a507b87-0cc4438344b48ef127ab1931', segmentId: 'd0025b207c551fde' }

// Published lines of AWS, with one request id for all.
test.each<[string, PlatformEvent, string]>([
  [
    'a cold REPORT, its decimals cut',
    { ...report, initMs: 110.1099 },
    `REPORT RequestId: ${requestId}\tDuration: 3.01 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tInit Duration: 110.10 ms\t\n`,
  ],
  [
    'a warm REPORT',
    { ...report, durationMs: 2.9, billedMs: 3 },
    `REPORT RequestId: ${requestId}\tDuration: 2.90 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t\n`,
  ],
  [
    'a restored REPORT',
    { ...report, durationMs: 149.53, billedMs: 313, restore: { ms: 789.64, billedMs: 163 } },
    `REPORT RequestId: ${requestId}\tDuration: 149.53 ms\tBilled Duration: 313 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tRestore Duration: 789.64 ms\tBilled Restore Duration: 163 ms\t\n`,
  ],
  [
    'a traced REPORT',
    { ...report, durationMs: 3.1, billedMs: 546, initMs: 542.01, trace },
    `REPORT RequestId: ${requestId}\tDuration: 3.10 ms\tBilled Duration: 546 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tInit Duration: 542.01 ms\t\nXRAY TraceId: 1-6a507b87-0cc4438344b48ef127ab1931\tSegmentId: d0025b207c551fde\tSampled: true\t\n`,
  ],
  [
    'an init that timed out',
    { ...initReport, status: 'timeout', errorType: null, durationMs: 10337.012 },
    'INIT_REPORT Init Duration: 10337.01 ms\tPhase: init\tStatus: timeout\n',
  ],
  [
    'an init that failed inside an invocation',
    {
      ...initReport,
      phase: 'invoke',
      status: 'error',
      errorType: 'Runtime.Unknown',
      durationMs: 17498.2,
    },
    'INIT_REPORT Init Duration: 17498.20 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.Unknown\n',
  ],
  [
    'an eager init',
    { ...initReport, phase: null, status: 'success', errorType: null, durationMs: 2137.34 },
    'INIT_REPORT Init Duration: 2137.34 ms\n',
  ],
])('the text line of %s is the published one', (_, event, line) => {
  expect(renderText(event, 0, 'status')).toBe(line)
})

// Published events, shortened to the fields that were published.
test.each<[string, PlatformEvent, string]>([
  [
    'a cold report',
    {
      ...report,
      durationMs: 1233.9609,
      billedMs: 1698,
      memoryMB: 256,
      usedMB: 123,
      initMs: 463.512,
    },
    `{"time":"2026-10-08T07:30:29.470Z","type":"platform.report","record":{"requestId":"${requestId}","metrics":{"durationMs":1233.96,"billedDurationMs":1698,"memorySizeMB":256,"maxMemoryUsedMB":123,"initDurationMs":463.512},"status":"success"}}`,
  ],
  [
    'an init that timed out',
    { ...initReport, status: 'timeout', errorType: null, durationMs: 10000.4875 },
    '{"time":"2026-10-08T07:30:29.470Z","type":"platform.initReport","record":{"initializationType":"on-demand","phase":"init","status":"timeout","metrics":{"durationMs":10000.487}}}',
  ],
])('the JSON event of %s is the published one', (_, event, line) => {
  expect(renderJson(event, Date.parse('2026-10-08T07:30:29.470Z'), 'INFO')).toBe(line)
})

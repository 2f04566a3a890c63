// Does what the event and the variables ask for.
import { setTimeout as sleep } from 'node:timers/promises'

if (process.env.INIT_CRASH) process.exit(3)
if (process.env.INIT_THROW) throw new RangeError(process.env.INIT_THROW)
await sleep(Number(process.env.INIT_MS ?? 0))

let served = 0

export async function handler(input, context) {
  const event = input.requestContext ? JSON.parse(input.body || '{}') : input
  served += 1
  for (const end = Date.now() + (event.spinMs ?? 0); Date.now() < end; );
  if (event.print) process.stdout.write(event.print)
  if (event.log) console.log(event.log)
  if (event.sleepMs) await sleep(event.sleepMs)
  if (event.throw) throw new TypeError(event.throw)
  if (event.crash) process.exit(1)
  const result = {
    served,
    pid: process.pid,
    requestId: context.awsRequestId,
    variable: process.env.MARK ?? null,
    remainingMs: context.getRemainingTimeInMillis(),
  }
  if (!input.requestContext) return result
  const id = process.env.TELLS_ID ? { 'X-Lambda-Request-Id': context.awsRequestId } : {}
  return {
    statusCode: event.status ?? 200,
    headers: { 'content-type': 'application/json', ...id },
    body: JSON.stringify(result),
  }
}

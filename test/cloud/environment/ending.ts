import type { Outcome } from './platform-event.ts'
import type { Boot, Reply } from './runtime-process.ts'

/** How an invocation ended, and what its caller gets. */
export type Ending = Outcome & { readonly payload: Buffer }

/** `null` is a result that did not come in time. */
export function initOutcome(boot: Boot | null): Outcome {
  if (boot === null) return { status: 'timeout', errorType: null }
  switch (boot.kind) {
    case 'ready':
      return { status: 'success', errorType: null }
    case 'failed':
      return { status: 'error', errorType: platformType(boot.errorType) }
    case 'exit':
      return { status: 'error', errorType: 'Runtime.ExitError' }
  }
}

/** `result` is the handler's, or that of an init which failed inside the invocation. */
export function endInvocation(
  requestId: string,
  timeoutS: number,
  result: Reply | Boot | null,
): Ending {
  if (result === null) {
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutS.toFixed(2)} seconds`
    return {
      status: 'timeout',
      errorType: null,
      payload: sayError({ errorType: 'Sandbox.Timedout', errorMessage }),
    }
  }
  switch (result.kind) {
    case 'response':
      return { status: 'success', errorType: null, payload: result.payload }
    case 'error':
      return { status: 'failure', errorType: result.errorType, payload: result.payload }
    case 'failed':
      return {
        status: 'error',
        errorType: platformType(result.errorType),
        payload: result.payload,
      }
    case 'exit':
      return {
        status: 'error',
        errorType: 'Runtime.ExitError',
        payload: sayError({
          errorType: 'Runtime.ExitError',
          errorMessage: `RequestId: ${requestId} Error: ${result.reason}`,
        }),
      }
    case 'ready':
      throw new Error('an init that succeeded ends no invocation')
  }
}

/** The platform knows the runtime's own error types only. */
const platformType = (errorType: string): string =>
  errorType.startsWith('Runtime.') ? errorType : 'Runtime.Unknown'

const sayError = (error: Readonly<Record<string, string>>): Buffer =>
  Buffer.from(JSON.stringify(error))

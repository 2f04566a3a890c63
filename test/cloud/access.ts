import { type ApiRequest, Refusal } from './exchange.ts'
import { account } from './lambda/settings.ts'
import { type Credentials, checkSignature } from './sigv4.ts'

export type Service = 'lambda' | 'logs'

/** Notes the call, and throws when its signature is wrong or its action denied. */
export type Access = (
  request: ApiRequest,
  service: Service,
  action: string,
  resource: string,
) => void

export function makeAccess(options: {
  readonly calls: string[]
  readonly deny: readonly string[]
  readonly credentials: Credentials
  readonly region: string | undefined
  /** What AWS's clock is ahead of this machine's. */
  readonly clockMs: number
}): Access {
  return (request, service, action, resource) => {
    const name = `${service}:${action}`
    options.calls.push(name)
    checkSignature(request, {
      service,
      region: options.region,
      credentials: options.credentials,
      now: Date.now() + options.clockMs,
    })
    if (options.deny.includes(name)) {
      throw new Refusal(
        403,
        'AccessDeniedException',
        `User: arn:aws:sts::${account}:assumed-role/ci/gate is not authorized to perform: ${name} on resource: ${resource} because no identity-based policy allows the ${name} action`,
      )
    }
  }
}

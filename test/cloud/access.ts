import { type ApiRequest, Refusal } from './exchange.ts'
import { account } from './lambda/settings.ts'
import type { Allowed } from './options.ts'
import { type Credentials, checkSignature } from './sigv4.ts'

export type Service = 'lambda' | 'logs'

export type Access = {
  /** Notes the call, and throws when its signature is wrong or its action not permitted. */
  readonly check: (request: ApiRequest, service: Service, action: string, resource: string) => void
  /** Whether the caller may do what a service does for him, such as `kms:Decrypt`. */
  readonly may: (action: string, resource: string) => boolean
}

export function makeAccess(options: {
  readonly calls: string[]
  /** Gets every action that was asked for, with its resource. */
  readonly asked: string[]
  /** Gets those that were not permitted. */
  readonly refused: string[]
  readonly deny: readonly string[]
  readonly allow: readonly Allowed[] | undefined
  readonly credentials: Credentials
  readonly region: string | undefined
  /** What AWS's clock is ahead of this machine's. */
  readonly clockMs: number
}): Access {
  const { allow, deny, asked, refused } = options
  const may = (action: string, resource: string): boolean => {
    const isAllowed = allow?.some((one) => covers(one, action, resource)) ?? true
    const isPermitted = isAllowed && !deny.includes(action)
    const what = `${action} on ${resource}`
    asked.push(what)
    if (!isPermitted) refused.push(what)
    return isPermitted
  }
  return {
    may,
    check: (request, service, action, resource) => {
      const name = `${service}:${action}`
      options.calls.push(name)
      checkSignature(request, {
        service,
        region: options.region,
        credentials: options.credentials,
        now: Date.now() + options.clockMs,
      })
      if (may(name, resource)) return
      throw new Refusal(
        403,
        'AccessDeniedException',
        `User: arn:aws:sts::${account}:assumed-role/ci/gate is not authorized to perform: ${name} on resource: ${resource} because no identity-based policy allows the ${name} action`,
      )
    },
  }
}

/** IAM's wildcard: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
function covers({ Action, Resource }: Allowed, action: string, resource: string): boolean {
  const isMatch = (pattern: string): boolean =>
    new RegExp(`^${pattern.split('*').map(quotePattern).join('.*')}$`).test(resource)
  return Action.includes(action) && Resource.some(isMatch)
}

function quotePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

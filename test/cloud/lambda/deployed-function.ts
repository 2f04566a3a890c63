import { createHash, randomUUID } from 'node:crypto'
import { createEnvironment } from '../environment/environment.ts'
import { openLogStream } from '../environment/log-stream.ts'
import { Refusal } from '../exchange.ts'
import type { LogStore } from '../logs/log-store.ts'
import type { FunctionOptions } from '../options.ts'
import { renderConfiguration } from './function-configuration.ts'
import { makeImageStore } from './image-store.ts'
import { makePool, type Pool } from './pool.ts'
import type { Settings } from './settings.ts'

/** What an update or a deployment may change. */
export type Change = Partial<
  Pick<FunctionOptions, 'directory' | 'handler' | 'memoryMB' | 'timeoutS' | 'variables'>
>

/** One version of a function: its configuration, its updates and its environments. */
export type DeployedFunction = {
  /** As they are configured; during an update not yet as they serve. */
  settings(): Settings
  /** As GetFunctionConfiguration shows it for a qualifier. */
  configuration(qualifier: string | null): Readonly<Record<string, unknown>>
  /** Takes effect after `updateMs`; until then the old environments serve. Throws a Refusal. */
  update(change: Change, revisionId: string | undefined): void
  /** New bytes were pushed, and their update is over. */
  deploy(change: Change): void
  /** Throws the Refusal of a function that cannot be invoked or updated yet. */
  assertActive(): void
  prepare(): Promise<void>
  readonly pool: Pool
  close(): Promise<void>
}

export function makeFunction(
  initial: Settings,
  logs: LogStore,
  closing: AbortSignal,
): DeployedFunction {
  const images = makeImageStore(initial.pulls)
  let shown = initial
  let serving = initial
  let revision = randomUUID()
  let pushes = 0
  let modifiedAt = Date.now()
  let updating: NodeJS.Timeout | null = null
  let pending: NodeJS.Timeout | null = null
  let isInactive = initial.inactive
  if (initial.createMs > 0) {
    pending = setTimeout(() => {
      pending = null
      // A change of state is a new revision as well: https://github.com/aws/aws-sdk/issues/377
      revision = randomUUID()
    }, initial.createMs)
  }

  const pool = makePool((origin) => {
    const earlierMs = origin === 'proactive' ? serving.proactiveMs : 0
    const stream = openLogStream(logs, serving, Date.now() - earlierMs)
    return createEnvironment(serving, { origin, pull: images.pull() }, stream, closing)
  })

  async function prepare(): Promise<void> {
    await Promise.all([
      pool.prepare('proactive', serving.proactive),
      pool.prepare('provisioned', serving.provisioned),
    ])
  }

  function settle(): void {
    updating = null
    revision = randomUUID()
    serving = shown
    pool.recycle()
    prepare().catch(() => undefined)
  }

  function assertActive(): void {
    if (isInactive) {
      isInactive = false
      pending = setTimeout(() => {
        pending = null
      }, shown.updateMs)
    }
    if (pending !== null) {
      throw conflict('The function is currently in the following state: Pending')
    }
  }

  return {
    pool,
    prepare,
    assertActive,
    settings: () => shown,
    configuration: (qualifier) =>
      renderConfiguration(shown, qualifier, {
        revision,
        modifiedAt,
        isPending: pending !== null,
        isInactive,
        isUpdating: updating !== null,
        codeSha256: createHash('sha256').update(`${initial.name}/${pushes}`).digest('hex'),
      }),
    update(change, revisionId) {
      assertActive()
      if (updating !== null) {
        throw conflict(`An update is in progress for resource: ${shown.arn}`)
      }
      if (revisionId !== undefined && revisionId !== revision) {
        throw new Refusal(
          412,
          'PreconditionFailedException',
          'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
        )
      }
      shown = { ...shown, ...change }
      revision = randomUUID()
      modifiedAt = Date.now()
      updating = setTimeout(settle, shown.updateMs)
    },
    deploy(change) {
      if (updating !== null) clearTimeout(updating)
      shown = { ...shown, ...change }
      pushes += 1
      modifiedAt = Date.now()
      images.push()
      settle()
    },
    async close() {
      if (updating !== null) clearTimeout(updating)
      if (pending !== null) clearTimeout(pending)
      await pool.close()
    },
  }
}

const conflict = (why: string): Refusal =>
  new Refusal(
    409,
    'ResourceConflictException',
    `The operation cannot be performed at this time. ${why}`,
  )

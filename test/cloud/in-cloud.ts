import { fileURLToPath } from 'node:url'
import { connect } from './clients.ts'
import { type Cloud, startCloud } from './cloud.ts'
import type { CloudOptions, FunctionOptions } from './options.ts'

/** A function whose handler does what the event asks for (handlers/app.mjs). */
export function app(options: Partial<FunctionOptions> = {}): FunctionOptions {
  return {
    name: 'app',
    directory: fileURLToPath(new URL('handlers', import.meta.url)),
    handler: 'app.handler',
    ...options,
  }
}

/** Runs a test in a cloud of its own, where log events are visible at once unless it asks otherwise. */
export async function inCloud(
  options: CloudOptions,
  test: (cloud: Cloud, clients: ReturnType<typeof connect>) => Promise<void>,
): Promise<void> {
  const cloud = await startCloud({ ...options, logs: { lagMs: [0, 0], ...options.logs } })
  const clients = connect(cloud)
  try {
    await test(cloud, clients)
  } finally {
    clients.destroy()
    await cloud.close()
  }
}

/** A message with everything that differs from run to run replaced. */
export function shape(message: string): string {
  return message
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replace(/\d+\.\d\d ms/g, '0.00 ms')
    .replace(/Billed( \w+)? Duration: \d+ ms/g, 'Billed$1 Duration: 0 ms')
    .replace(/Used: \d+ MB/, 'Used: 0 MB')
    .replace(/runtime:[0-9a-f]{64}/, 'runtime:HASH')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
}

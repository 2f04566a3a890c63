import { randomBytes } from 'node:crypto'
import type { Settings } from '../lambda/settings.ts'
import type { LogStore } from '../logs/log-store.ts'
import { renderJson } from './json-lines.ts'
import type { PlatformEvent } from './platform-event.ts'
import { renderText } from './text-lines.ts'

/** The one stream that an environment writes to during its life. */
export type LogStream = {
  readonly name: string
  /** `here` is epoch milliseconds on this machine's clock, now unless given. */
  platform(event: PlatformEvent, here?: number): void
  /** One line that the process printed. */
  output(line: string): void
  /** What was written since the last take: the material of X-Amz-Log-Result. */
  takeTail(): string
}

/** Opens the stream of a new environment, or one that exists by its name. */
export function openLogStream(
  store: LogStore,
  settings: Settings,
  bornAt: number,
  name = makeStreamName(settings, bornAt),
): LogStream {
  let tail = ''

  function write(timestamp: number, message: string, isReport: boolean): void {
    tail += message.endsWith('\n') ? message : `${message}\n`
    store.write(settings.logGroup, { stream: name, timestamp, message, isReport })
  }

  return {
    name,
    platform(event, here = Date.now()) {
      const at = here + store.clockMs
      const message =
        settings.logFormat === 'JSON'
          ? renderJson(event, at, settings.systemLogLevel)
          : renderText(event, at, settings.errorStyle)
      if (message !== null) write(at, message, event.type === 'report')
    },
    output(line) {
      write(Date.now() + store.clockMs, `${line}\n`, false)
    },
    takeTail() {
      const taken = tail
      tail = ''
      return taken
    },
  }
}

/** The day of its birth, and in a group of several functions the function's name. */
function makeStreamName(settings: Settings, bornAt: number): string {
  const day = new Date(bornAt).toISOString().slice(0, 10).replaceAll('-', '/')
  const owner = settings.customGroup ? settings.name : ''
  return `${day}/${owner}[${settings.version}]${randomBytes(16).toString('hex')}`
}

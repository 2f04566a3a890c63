import { type ChildProcess, fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeCertificate } from './certificate.ts'
import type { Arrivals } from './server.ts'

export type FarServer = {
  readonly url: string
  /** Where any request is answered with a page of log events, without TLS. */
  readonly logUrl: string
  /** The file that clients need in order to trust it. */
  readonly caFile: string
  /** Forgets what arrived so far. */
  readonly begin: () => Promise<Arrivals>
  readonly read: () => Promise<Arrivals>
  readonly close: () => void
}

/** Starts the server as a process of its own. */
export async function startServer(directory: string): Promise<FarServer> {
  const { caPem, certificatePem, keyPem } = makeCertificate()
  const caFile = join(directory, 'ca.pem')
  writeFileSync(caFile, caPem)
  writeFileSync(join(directory, 'certificate.pem'), certificatePem)
  writeFileSync(join(directory, 'key.pem'), keyPem, { mode: 0o600 })
  const child = fork(fileURLToPath(new URL('server.ts', import.meta.url)), [directory])
  const ports = (await answerOf(child)) as { readonly port: number; readonly logPort: number }
  const ask = async (question: 'begin' | 'read'): Promise<Arrivals> => {
    child.send(question)
    return (await answerOf(child)) as Arrivals
  }
  return {
    url: `https://127.0.0.1:${ports.port}`,
    logUrl: `http://127.0.0.1:${ports.logPort}`,
    caFile,
    begin: () => ask('begin'),
    read: () => ask('read'),
    close: () => child.disconnect(),
  }
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null): void => reject(new Error(`the server ended with ${code}`))
    child.once('exit', fail)
    child.once('message', (answer) => {
      child.off('exit', fail)
      resolve(answer)
    })
  })
}

/** What every tool is told to send: the same bytes as our request, with a signature that is made up. */
export type Target = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type PeerLoad = {
  readonly inFlight: number
  /** One burst of that many; undefined goes on until the tool is stopped. */
  readonly burst: boolean
}

/** A load generator that is not ours. What it did is counted by the server, and its CPU by Linux. */
export type Peer = {
  readonly name: string
  /** The program, on the PATH or under the folder of installed tools. */
  readonly program: string
  readonly places: readonly string[]
  /** Commands that install it into the folder {}; the first one that works is enough. */
  readonly install: readonly string[]
  /** A file that it reads. */
  readonly script?: (
    target: Target,
    load: PeerLoad,
  ) => { readonly name: string; readonly text: string }
  /** @param script the path of that file. */
  readonly args: (target: Target, load: PeerLoad, script: string) => readonly string[]
}

/** Longer than any run; the bench stops the tool. */
export const FOREVER_S = 120

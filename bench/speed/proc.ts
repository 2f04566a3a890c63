/** Linux counts CPU time in hundredths of a second. */
const TICK = 10

/** The CPU time of all processes that the text of /proc/stat tells, in ms. */
export function parseBusy(stat: string): number | undefined {
  const line = /^cpu +([\d ]+)$/m.exec(stat)?.[1]
  if (line === undefined) return undefined
  // user, nice, system, idle, iowait, irq, softirq
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(' ').map(Number)
  return (user + nice + system + irq + softirq) * TICK
}

export type ProcessFigures = {
  readonly cpuMs: number
  /** The most that it ever had. */
  readonly rssMB: number
}

/** What the texts of /proc/PID/stat and /proc/PID/status tell. */
export function parseProcess(stat: string, status: string): ProcessFigures | undefined {
  // The name, in parentheses, may hold anything; utime and stime are the fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const cpuMs = (Number(fields[11]) + Number(fields[12])) * TICK
  const rss = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]
  return rss === undefined || Number.isNaN(cpuMs) ? undefined : { cpuMs, rssMB: Number(rss) / 1024 }
}

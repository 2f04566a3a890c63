/** What the tools and our README's commands add to the name that the user chose. */
const ENDING =
  /(?:[_.-](?:locust[_-]?logs?|stats|stats_history|requests|request[_-]log|results?|k6|artillery|logs?|insights|summary|log-events-viewer-result))+$/i

/**
 * The name of the setup that a file is about: its own, without folders and endings.
 *
 *     locust_logs/DOCKER_DISK_v1_locust_logs.txt   DOCKER_DISK_v1
 */
export function labelOf(source: string): string {
  const name = nameOf(source)
  return name.replace(ENDING, '') || name
}

/** A file's name with its ending, for several of them are of one setup and none can be merged. */
export function nameOf(source: string): string {
  const name = source.split(/[/\\]/).at(-1) || source
  return (name.replace(/(?:\.(?:csv|json|jsonl|ndjson|log|txt|out))+$/i, '') || name).slice(0, 200)
}

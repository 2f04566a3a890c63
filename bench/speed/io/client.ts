import type { Job } from '../job.ts'
import { perform } from './perform.ts'

/** `node client.js JOB`: performs a job, a JSON text, and prints what the client saw of it. */
const job: Job = JSON.parse(process.argv[2] ?? '')
process.stdout.write(JSON.stringify(await perform(job)))

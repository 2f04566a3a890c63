import { renameSync, rmSync } from 'node:fs'
import { bundle } from './bundle.ts'

// Built beside it, so that whoever runs the bundle meanwhile never finds half of it.
const BESIDE = 'dist-new'

rmSync(BESIDE, { recursive: true, force: true })
await bundle(BESIDE)
rmSync('dist', { recursive: true, force: true })
renameSync(BESIDE, 'dist')

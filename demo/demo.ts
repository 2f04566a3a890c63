import { join, resolve } from 'node:path'
import { styleText } from 'node:util'
import { ensureModels } from '../examples/census-gbm-node/train.mjs'
import { runAction } from '../test/action.ts'
import { type Cloud, startCloud } from '../test/cloud/cloud.ts'

const example = resolve(import.meta.dirname, '../examples/census-gbm-node')

const INPUTS = {
  'function-name': 'census-gbm',
  'payload-file': join(example, 'events.jsonl'),
  baseline: 'function:census-gbm-main',
  load: 'burst 15\nrounds 8 of 6\nusers 5 for 5s wait 100ms..200ms',
  thresholds: [
    'cold.init.p50 <= baseline + 5% & +100ms',
    'cold.init.p50 <= 6s',
    'super-cold.share <= 10%',
    'warm.latency.p95 <= 250ms',
  ].join('\n'),
}

const image = {
  directory: example,
  handler: 'index.handler',
  packageType: 'Image',
  memoryMB: 3008,
  timeoutS: 30,
  sandboxMs: 600,
} as const

/**
 * The census classifier of a pull request with seven times as many trees, as a freshly pushed image
 * of which the first seven pulls come from far; and beside it the one of the main branch.
 */
function deploy(): Promise<Cloud> {
  return startCloud({
    functions: [
      {
        ...image,
        name: 'census-gbm',
        variables: { MODEL_SIZE: 'large' },
        pulls: { far: 7, farMs: 8_000, nearMs: 600 },
      },
      {
        ...image,
        name: 'census-gbm-main',
        variables: { MODEL_SIZE: 'small' },
        pulls: { far: 0, farMs: 0, nearMs: 600 },
      },
    ],
    logs: { lagMs: [200, 1_500], foreignReports: 3 },
    github: { foreignComments: 140 },
  })
}

function say(text: string): void {
  console.log(styleText('bold', `\n${text}`))
}

/** @returns what did not go as intended. */
async function demonstrate(cloud: Cloud): Promise<readonly string[]> {
  say('The step runs as on GitHub’s runner, with these inputs:')
  for (const [name, value] of Object.entries(INPUTS)) {
    console.log(`  ${name}: ${value.replaceAll('\n', `\n${' '.repeat(name.length + 4)}`)}`)
  }
  say('What the log of the job shows:')
  const run = await runAction({
    inputs: INPUTS,
    env: cloud.variables,
    onLine: (line) => console.log(`  ${styleText('dim', line)}`),
  })
  say('The comment on the pull request:')
  const comment = cloud.comments(7).at(-1)?.body ?? ''
  console.log(comment.replace(/^/gm, '  '))

  const starts: readonly { readonly requestId: string; readonly class: string }[] = JSON.parse(
    run.report('report.json') ?? '{"starts":[]}',
  ).starts
  const truth = new Map(cloud.truth().map((start) => [start.requestId, start.class]))
  const right = starts.filter((start) => truth.get(start.requestId) === start.class).length
  say('In the end:')
  console.log(`  verdict: ${run.outputs.verdict}, exit code ${run.exitCode}`)
  console.log(`  ${right} of ${truth.size} starts told as what they really were`)
  console.log(`  the report to dig in: ${run.reportPath('report.html')}`)
  const variables = ['census-gbm', 'census-gbm-main'].flatMap((name) =>
    Object.keys(cloud.function(name).environmentVariables),
  )
  console.log(`  environment variables left on the functions: ${variables.join(', ')}`)
  return [
    run.outputs.verdict === 'fail' && run.exitCode === 1 ? '' : 'the gate did not block the merge',
    comment.includes('super-cold.share') ? '' : 'the comment is missing',
    /make cold starts \d+ % slower/.test(comment) ? '' : 'the slowdown was not found',
    run.report('report.html') !== undefined ? '' : 'report.html is missing',
    right === truth.size ? '' : 'starts were misjudged',
    variables.join() === 'MODEL_SIZE,MODEL_SIZE' ? '' : 'the functions were not restored',
  ].filter((problem) => problem !== '')
}

say('Training the models (the first time only) …')
ensureModels({ sizes: ['small', 'large'], log: (line) => console.log(`  ${line}`) })
const cloud = await deploy()
const problems = await demonstrate(cloud)
await cloud.close()
if (problems.length > 0) {
  console.error(`\nThe demo did not run as intended: ${problems.join('; ')}.`)
  process.exitCode = 1
} else {
  say(
    'The gate blocked a deployment with slower cold starts, and super-cold ones for its first users.',
  )
}

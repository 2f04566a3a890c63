import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'

// What can be told without Python and Docker; examples/census-gbm/check.sh does the rest.
const example = resolve(import.meta.dirname, '../../examples/census-gbm')
const read = (name: string): string => readFileSync(join(example, name), 'utf8')
const workflow = readFileSync(resolve(example, '../workflows/compare-packagings.yml'), 'utf8')
const { jobs } = parse(workflow)

type Template = {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>
  readonly Resources: Readonly<Record<string, { readonly Properties: Record<string, unknown> }>>
}
/** Short forms as `!Ref Name` come out as what stands behind them. */
const templateOf = (name: string): Template => parse(read(name), { logLevel: 'silent' })
const templates = ['shared.yaml', 'zip.yaml', 'image.yaml']

describe.each(templates)('%s', (name) => {
  const { Parameters = {}, Resources } = templateOf(name)

  test('refers to what it declares, and declares nothing that it does not use', () => {
    const references = [...read(name).matchAll(/!Ref ([\w:.]+)|!GetAtt (\w+)|\$\{([\w:.]+)\}/g)]
      .map(([, ref, attribute, inText]) => ref ?? attribute ?? inText ?? '')
      .filter((one) => !one.startsWith('AWS::'))
    const known = [...Object.keys(Parameters), ...Object.keys(Resources)]
    for (const one of references) expect(known).toContain(one.split('.')[0])
    for (const one of Object.keys(Parameters)) expect(references).toContain(one)
  })

  test('lets a function read its one model, and nothing else', () => {
    const text = read(name)
    expect(text).not.toMatch(/Resource: '?\*|Action: '?(s3:)?\*|AmazonS3\w+Access/)
    const granted = [...text.matchAll(/Action: (s3:\w+)\n +Resource: (.+)/g)]
    expect(granted.map(([, action]) => action)).toEqual(['s3:GetObject'])
    // Zappa's role is for all sizes.
    const where =
      name === 'shared.yaml' ? /Models\.Arn\}\/\*$/ : /\$\{ModelBucket\}\/\$\{ModelKey\}$/
    expect(granted[0]?.[2]).toMatch(where)
  })
})

test('the handler that is named is there, in the package and in the image', () => {
  const [module, name] = String(
    templateOf('zip.yaml').Resources.Function?.Properties.Handler,
  ).split('.')
  expect(read(`function/${module}.py`)).toContain(`def ${name}(`)
  expect(read('Dockerfile')).toContain(`CMD ["${module}.${name}"]`)
  const { base } = JSON.parse(read('function/zappa_settings.json'))
  const [wsgi, app] = base.app_function.split('.')
  expect(read(`function/${wsgi}.py`)).toMatch(new RegExp(`^${app} = Flask`, 'm'))
})

test('one Python is meant everywhere', () => {
  const versions = [
    ...[...`${read('Dockerfile')}${read('Dockerfile.zappa')}`.matchAll(/^FROM public\S+:(\S+)/gm)],
    ...[...workflow.matchAll(/python-version: '(.+)'/g)],
    ...[...read('zip.yaml').matchAll(/Runtime: python(.+)/g)],
    ...[...read('function/zappa_settings.json').matchAll(/"runtime": "python(.+)"/g)],
    ...[...read('package.sh').matchAll(/--python-version (\S+)/g)],
  ].map(([, version]) => version)
  expect(versions.length).toBeGreaterThanOrEqual(8)
  expect(new Set(versions)).toEqual(new Set(['3.13']))
})

test.each(['Dockerfile', 'Dockerfile.zappa'])(
  '%s copies what is there or is made before',
  (name) => {
    const isMade = (source: string): boolean =>
      /^model\/.*\.joblib$/.test(source) || source === 'function/zappa_settings.py'
    const kept = read('.dockerignore').match(/(?<=^!)\w+/gm) ?? []
    const sources = [...read(name).matchAll(/^COPY (.+) \S+$/gm)].flatMap(
      ([, files]) => files?.split(' ') ?? [],
    )
    expect(sources.length).toBeGreaterThan(3)
    for (const source of sources) {
      expect(kept).toContain(source.split('/')[0])
      expect(isMade(source) || existsSync(join(example, source))).toBe(true)
    }
    // The model comes last: all layers before it are the same in every size.
    expect(read(name).split('AS disk')[1]).toContain('COPY model/')
    expect(read(name).split('AS disk')[0]).not.toContain('COPY model/')
  },
)

test.each(['requirements', 'requirements-zappa'])(
  '%s.txt has what is asked for, by hash',
  (name) => {
    const pins = read(`function/${name}.txt`)
      .split(/\n(?=[a-z])/)
      .slice(1)
    for (const pin of pins) expect(pin).toMatch(/^[\w-]+==\S+ .*\\\n +--hash=sha256:[0-9a-f]{64}/)
    const asked = read(`function/${name}.in`).match(/^[\w-]+==\S+/gm) ?? []
    expect(asked.length).toBeGreaterThan(1)
    for (const one of asked) expect(pins.some((pin) => pin.startsWith(`${one} `))).toBe(true)
  },
)

const sizes: readonly string[] = jobs.measure.strategy.matrix.size
const setups: readonly string[] = jobs.measure.strategy.matrix.setup
const variants: readonly string[] = jobs.variants.strategy.matrix.variant

test('the sizes of the workflow are those that can be trained, deployed and read about', () => {
  const trained = [...read('training/train.py').matchAll(/"(\d+MB)": Recipe/g)].map(
    ([, size]) => size,
  )
  expect(sizes).toEqual(trained)
  expect(jobs.model.strategy.matrix.size).toEqual(sizes)
  for (const size of sizes) expect(read('README.md')).toContain(`| \`${size}\` |`)
})

const legs = [
  ...setups.flatMap((setup) => sizes.map((size) => [setup, size])),
  ...variants.map((variant) => ['zip', '140MB', variant]),
]

test('the report waits for every leg by its name', () => {
  const { results } = jobs.report.steps.at(-1).with
  expect(results.trim().split('\n')).toEqual(
    legs.map((leg) => `results/result-${leg.join('-')}/report.json`),
  )
  expect(jobs.report.needs).toEqual(['measure', 'variants'])
})

test('the last job deletes every function, whatever happened to the jobs before', () => {
  const { needs, if: condition, strategy, steps } = jobs['clean-up']
  expect(needs).toEqual(['model', 'measure', 'variants'])
  // Without the role, as on a fork, there is nothing to delete.
  expect(condition).toContain("always() && needs.model.result != 'skipped'")
  expect([...strategy.matrix.stack].sort()).toEqual(legs.map((leg) => leg.join(' ')).sort())
  expect(steps.at(-1).run).toContain('./deploy.sh delete')
})

describe('deploy.sh', () => {
  const some = [
    ...setups.map((setup, i) => [setup, sizes[i] ?? '']),
    ...variants.map((variant) => ['zip', '140MB', variant]),
  ]

  test.each(some.map((leg) => [leg.join(' '), leg] as const))(
    '%s: gives the template all it needs, and the name that the workflow measures',
    (_, leg) => {
      const calls = deploy(leg)
      const sam = calls.find((call) => call.startsWith('sam deploy')) ?? ''
      const [, file = ''] = /--template (\S+)/.exec(sam) ?? []
      const given = new Map(
        [...sam.matchAll(/(?<= )([A-Z]\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
      )
      const { Parameters = {} } = templateOf(file)
      for (const [name] of given) expect(Object.keys(Parameters)).toContain(name)
      const needed = Object.entries(Parameters).filter(([, { Default }]) => Default === undefined)
      for (const [name] of needed) expect([...given.keys()]).toContain(name)
      expect(given.get('Name')).toBe(['census-gbm', ...leg].join('-'))
      expect(given.get('Build')).toMatch(/^[0-9a-f]{10}$/)
      if (file === 'image.yaml') {
        expect(given.get('ImageUri')).toMatch(/^1\.dkr\.\S+@sha256:a{64}$/)
        const build = calls.find((call) => call.startsWith('docker build'))
        expect(build).toContain('--provenance=false --platform linux/arm64')
        const [, target] = /--target (\w+)/.exec(build ?? '') ?? []
        expect(read('Dockerfile')).toMatch(new RegExp(` AS ${target}$`, 'm'))
      }
    },
  )

  test('deletes the stack that it deployed, and the bucket after what is in it', () => {
    const stack = 'census-gbm-zip-140MB-snapstart'
    expect(deploy(['delete', 'zip', '140MB', 'snapstart'])).toEqual([
      `aws cloudformation delete-stack --stack-name ${stack}`,
      `aws cloudformation wait stack-delete-complete --stack-name ${stack}`,
    ])
    const calls = deploy(['delete', 'shared'])
    expect(calls.slice(1).map((call) => call.split(' --')[0])).toEqual([
      'aws s3 rm',
      'aws cloudformation delete-stack',
      'aws cloudformation wait stack-delete-complete',
    ])
    expect(calls[1]).toMatch(/ --recursive s3:\/\/models$/)
  })

  test('trains a model only where S3 says that it has none', () => {
    const training = (headObject: string): boolean =>
      deploy(['model', '140MB'], headObject).some((call) => call.startsWith('python'))
    expect(training('')).toBe(false)
    expect(training('An error occurred (404) when calling the HeadObject operation')).toBe(true)
    const forbidden = 'An error occurred (403) when calling the HeadObject operation: Forbidden'
    for (const error of [forbidden, 'Unable to locate credentials']) {
      expect(() => deploy(['model', '140MB'], error)).toThrow(error)
    }
  })

  test.each([
    [['delete', 'zip', '140mb'], 'There is nothing to delete', 'a stack that is none'],
    [['delete'], 'There is nothing to delete', 'a name that was forgotten'],
    [['zip', '141MB'], 'The size must be', 'a size that nobody trains'],
    [['image-disk', '140MB', 'snapstart'], 'Lambda has SnapStart for zips only', 'an image'],
    [['zip', '140MB', 'warm'], 'The variant must be', 'a variant that is none'],
    [['rpm', '140MB'], 'There is shared, model,', 'a packaging that is none'],
  ])('refuses %j: %s (%s)', (args, message) => {
    expect(() => deploy(args)).toThrow(message)
  })
})

/**
 * Runs deploy.sh in a copy, with commands that only note how they were called.
 *
 * @param headObject the error of that call; none when empty.
 */
function deploy(args: readonly string[], headObject = ''): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'census-gbm-deploy-'))
  for (const name of ['deploy.sh', 'training', 'function/requirements.txt']) {
    cpSync(join(example, name), join(folder, name), { recursive: true })
  }
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const answer = `case "$*" in
    *"OutputKey=='Models'"*) echo models ;;
    *"OutputKey=='Images'"*) echo 1.dkr.ecr.eu-west-1.amazonaws.com/census-gbm ;;
    *head-object*) [ -z "${headObject}" ] || { echo "${headObject}" >&2; exit 254; } ;;
    *describe-images*) echo sha256:${'a'.repeat(64)} ;;
  esac`
  const stub = (path: string, name: string): void => {
    writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> "${folder}/calls"\n${answer}\n`)
    chmodSync(path, 0o755)
  }
  for (const name of ['aws', 'sam', 'docker', 'python3.13']) stub(join(bin, name), name)
  stub(join(folder, 'package.sh'), 'package')
  execFileSync('bash', [join(folder, 'deploy.sh'), ...args], {
    env: { PATH: `${bin}:${process.env.PATH}` },
    stdio: 'pipe',
  })
  return readFileSync(join(folder, 'calls'), 'utf8').trimEnd().split('\n')
}

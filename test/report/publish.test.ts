import { describe, expect, test } from '@jest/globals'
import type { CommentPolicy } from '../../src/config/reporting.ts'
import { parseMarker } from '../../src/report/marker.ts'
import { publish } from '../../src/report/publish.ts'
import type { Result } from '../../src/verdict/result.ts'
import { CONFIG, makeComment, makeDesk, RUN, refusal } from './desk.ts'
import { FAILING, makeOverridden, makeResult, makeUnmeasured, OVERRIDE } from './results.ts'

const failed = makeResult({ rules: FAILING })
const passed = makeResult()
const open = makeResult({ rules: ['cold.init.p99.9 <= 6s'] })

test('everything is written: files, summary, comment, annotations, outputs', async () => {
  const { desk, seen } = makeDesk({})
  expect(await publish(failed, CONFIG, desk)).toEqual(failed)
  expect(Object.keys(seen.files)).toEqual([
    ...['report.json', 'report.md', 'starts.csv', 'junit.xml', 'report.html'],
  ])
  expect(seen.summaries).toEqual([seen.files['report.md']])
  const [comment] = seen.comments
  const [marker, ...rest] = comment?.body.split('\n') ?? []
  expect(parseMarker(marker ?? '')).toEqual({ key: 'census-gbm', ...RUN, verdict: 'fail' })
  expect(rest.join('\n')).toBe(seen.files['report.md'])
  expect(comment?.replaces).toBeUndefined()
  expect(seen.annotations.map(({ level }) => level)).toEqual(['error', 'error'])
  expect(seen.outputs).toMatchObject({
    verdict: 'fail',
    'report-json': 'out/report.json',
    'report-markdown': 'out/report.md',
    'report-html': 'out/report.html',
    'comment-url': 'https://github.com/o/r/pull/1#issuecomment-7',
  })
})

test('what waits for GitHub comes last: a cancelled run has its outputs before that', async () => {
  const done: string[] = []
  const { desk } = makeDesk(
    {
      findComment: async () => {
        done.push('find comment')
        return undefined
      },
      writeComment: async () => {
        done.push('write comment')
        return 'url'
      },
    },
    {
      writeFile: async (name) => {
        done.push(name)
        return `out/${name}`
      },
      writeSummary: async () => void done.push('summary'),
      setOutput: (name) => done.push(name === 'comment-url' ? name : 'output'),
      annotate: () => done.push('annotation'),
      tell: () => done.push('result'),
    },
  )
  await publish(failed, CONFIG, desk)
  const order = done.filter((what, i) => what !== done[i - 1])
  expect(order).toEqual([
    ...['report.json', 'result', 'report.md', 'starts.csv', 'junit.xml', 'report.html'],
    ...['output', 'summary', 'annotation'],
    ...['find comment', 'write comment', 'comment-url'],
  ])
})

test('outputs are there even when GitHub never answers', async () => {
  const { desk, seen } = makeDesk({ findComment: () => new Promise(() => undefined) })
  void publish(failed, CONFIG, desk)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(seen.outputs).toMatchObject({ verdict: 'fail', 'report-json': 'out/report.json' })
  expect(seen.summaries).toHaveLength(1)
  expect(seen.annotations).toHaveLength(2)
})

test('a comment of an earlier run is replaced, not joined by a second one', async () => {
  const { desk, seen } = makeDesk({ existing: makeComment('pass') })
  await publish(failed, CONFIG, desk)
  expect(seen.comments.map(({ replaces }) => replaces)).toEqual([7])
})

describe('whether to comment', () => {
  type Row = readonly [
    policy: CommentPolicy,
    what: string,
    result: Result,
    existing: string | undefined,
    comments: 0 | 1,
  ]
  const rows: readonly Row[] = [
    ['always', 'a pass', passed, undefined, 1],
    ['always', 'the same again', passed, 'pass', 1],
    ['changed', 'the first verdict', passed, undefined, 1],
    ['changed', 'the same verdict', passed, 'pass', 0],
    ['changed', 'another verdict', failed, 'pass', 1],
    ['failed', 'a pass', passed, undefined, 0],
    ['failed', 'a failure', failed, undefined, 1],
    ['failed', 'an error', makeUnmeasured(), undefined, 1],
    ['failed', 'too little data', open, undefined, 0],
    ['failed', 'a pass after a failure: no red comment outlives its cause', passed, 'fail', 1],
    ['never', 'a failure', failed, undefined, 0],
    ['never', 'a failure where a comment is', failed, 'pass', 0],
  ]
  test.each(rows)('%s: %s', async (policy, _, result, verdict, comments) => {
    const existing = verdict === undefined ? {} : { existing: makeComment(verdict) }
    const { desk, seen } = makeDesk(existing)
    await publish(result, { ...CONFIG, comment: policy }, desk)
    expect(seen.comments).toHaveLength(comments)
    expect(seen.outputs['comment-url'] === '').toBe(comments === 0)
  })

  test('changed: the same verdict again is written where that removes duplicates', async () => {
    const { desk, seen } = makeDesk({ existing: { ...makeComment('pass'), duplicates: [8] } })
    await publish(passed, { ...CONFIG, comment: 'changed' }, desk)
    expect(seen.comments).toHaveLength(1)
  })

  test('failed: too little data is commented where it fails the job', async () => {
    const { desk, seen } = makeDesk({})
    await publish(open, { ...CONFIG, comment: 'failed', onInconclusive: 'fail' }, desk)
    expect(seen.comments).toHaveLength(1)
  })

  test('never: the pull request is not even asked', async () => {
    const findComment = async () => {
      throw new Error('was asked')
    }
    const { desk, seen } = makeDesk({ findComment })
    await publish(passed, { ...CONFIG, comment: 'never' }, desk)
    expect(seen.annotations).toEqual([])
  })

  test('the comment of a newer run is not overwritten', async () => {
    for (const run of [{ runId: 101 }, { runId: 100, runAttempt: 2 }]) {
      const { desk, seen } = makeDesk({ existing: makeComment('pass', run) })
      await publish(failed, CONFIG, desk)
      expect(seen.comments).toEqual([])
      expect(seen.lines.at(-1)).toBe('No comment: a newer run has commented already.')
    }
  })

  test('without a pull request there is none, and the log says why', async () => {
    const { desk, seen } = makeDesk('none')
    await publish(failed, CONFIG, desk)
    expect(seen.lines.join()).toContain('this event has no pull request')
    expect(seen.annotations.some(({ level }) => level === 'warning')).toBe(false)
    expect(seen.outputs['comment-url']).toBe('')
  })
})

describe('what cannot be written is a warning, and nothing else fails', () => {
  test('a comment that GitHub refuses: the warning names the permission', async () => {
    for (const status of [403, 404]) {
      const writeComment = async () => {
        throw refusal(status, 'Resource not accessible by integration')
      }
      const { desk, seen } = makeDesk({ writeComment })
      expect(await publish(passed, CONFIG, desk)).toEqual(passed)
      expect(seen.annotations).toEqual([
        {
          level: 'warning',
          title: 'The pull request was not commented',
          message: expect.stringContaining('pull-requests: write'),
        },
      ])
      expect(seen.annotations[0]?.message).toContain('Resource not accessible by integration')
      expect(Object.keys(seen.files)).toHaveLength(5)
      expect(seen.outputs).toMatchObject({ verdict: 'pass', 'comment-url': '' })
    }
  })

  test('a comment that cannot be looked for is not written a second time', async () => {
    const findComment = async () => {
      throw refusal(502, 'Bad gateway\n::error::injected')
    }
    const { desk, seen } = makeDesk({ findComment })
    await publish(passed, CONFIG, desk)
    expect(seen.comments).toEqual([])
    expect(seen.annotations.map(({ message }) => message)).toEqual([
      'Bad gateway ::error::injected',
    ])
  })

  test('a folder that cannot be written: one warning for each file', async () => {
    const writeFile = async () => {
      throw new Error("EACCES: permission denied, mkdir '/out'")
    }
    const { desk, seen } = makeDesk({}, { writeFile })
    await publish(passed, CONFIG, desk)
    expect(seen.annotations.map(({ level, title }) => [level, title])).toEqual([
      ['warning', 'report.json was not written'],
      ['warning', 'report.md was not written'],
      ['warning', 'starts.csv was not written'],
      ['warning', 'junit.xml was not written'],
      ['warning', 'report.html was not written'],
    ])
    expect(seen.annotations[0]?.message).toContain('EACCES')
    expect(seen.comments).toHaveLength(1)
    expect(seen.summaries).toHaveLength(1)
    expect(seen.outputs).toMatchObject({
      'report-json': '',
      'report-markdown': '',
      'report-html': '',
    })
  })

  test('a result file that later jobs are to read is no warning but the end', async () => {
    const writeFile = async () => {
      throw new Error('ENOSPC: no space left on device')
    }
    const { desk, seen } = makeDesk({}, { writeFile })
    const reported = await publish(passed, CONFIG, desk, true)
    expect(reported.verdict).toEqual({
      kind: 'error',
      summary: expect.stringContaining(
        'report.json, which later jobs are to read, was not written',
      ),
    })
    expect(seen.outputs).toMatchObject({ verdict: 'error', 'report-json': '' })
    expect(seen.summaries.join()).toContain('was not written')
    expect(seen.comments).toHaveLength(1)
  })

  test('outputs that cannot be written: everything else is', async () => {
    const setOutput = () => {
      throw new Error('ENOSPC: no space left on device')
    }
    const { desk, seen } = makeDesk({}, { setOutput })
    expect((await publish(passed, CONFIG, desk)).verdict.kind).toBe('pass')
    expect(seen.summaries).toHaveLength(1)
    expect(seen.comments).toHaveLength(1)
  })

  test('a page whose script cannot be read', async () => {
    const readPage = async () => {
      throw new Error('ENOENT: report-page')
    }
    const { desk, seen } = makeDesk({}, { readPage })
    await publish(passed, CONFIG, desk)
    expect(seen.annotations.map(({ title }) => title)).toEqual(['report.html was not written'])
    expect(seen.outputs).toMatchObject({ 'report-html': '', 'report-json': 'out/report.json' })
    expect(seen.comments).toHaveLength(1)
  })

  test('a job summary that cannot be written', async () => {
    const writeSummary = async () => {
      throw new Error('EROFS')
    }
    const { desk, seen } = makeDesk({}, { writeSummary })
    await publish(passed, CONFIG, desk)
    expect(seen.annotations.map(({ title }) => title)).toEqual(['The job summary was not written'])
    expect(seen.comments).toHaveLength(1)
  })
})

describe('the override label', () => {
  const config = { ...CONFIG, overrideLabel: 'slow-is-fine' }
  const labels = (...names: readonly string[]) => ({ readLabels: async () => names })

  test('lets a failure through, everywhere it is told', async () => {
    const { desk, seen } = makeDesk(labels('bug', 'slow-is-fine'))
    const result = await publish(failed, config, desk)
    expect(result).toEqual(makeOverridden({ label: 'slow-is-fine', setBy: undefined }))
    expect(seen.outputs.verdict).toBe('overridden')
    expect(seen.files['report.md']).toContain('🔓')
    expect(JSON.parse(seen.files['report.json'] ?? '').verdict).toBe('overridden')
    expect(seen.annotations.map(({ level }) => level)).toEqual(['warning', 'warning'])
    expect(seen.comments[0]?.body).toContain('verdict=overridden')
  })

  test('is told with who set it and when: in the comment, the log and report.json', async () => {
    const readLabelling = async () => OVERRIDE.setBy
    const { desk, seen } = makeDesk({ ...labels('slow-is-fine'), readLabelling })
    expect(await publish(failed, config, desk)).toEqual(makeOverridden())
    const who = 'set by octocat on 2026-11-22 14:03 UTC'
    expect(seen.comments[0]?.body).toContain(who)
    expect(seen.lines.at(-1)).toContain(who)
    expect(seen.outputs.summary).toContain(who)
    expect(JSON.parse(seen.files['report.json'] ?? '').override).toEqual({
      label: 'slow-is-fine',
      setBy: 'octocat',
      setAt: '2026-11-22T14:03:09.000Z',
    })
  })

  test('counts as well where GitHub does not tell who set it', async () => {
    const readLabelling = async () => {
      throw refusal(403, 'Resource not accessible by integration')
    }
    const { desk, seen } = makeDesk({ ...labels('slow-is-fine'), readLabelling })
    expect((await publish(failed, config, desk)).verdict.kind).toBe('overridden')
    expect(JSON.parse(seen.files['report.json'] ?? '').override).toMatchObject({ setBy: null })
  })

  test('changes nothing when it is not on the pull request', async () => {
    for (const name of ['slow', 'Slow-is-fine', 'slow-is-fine-too']) {
      const { desk } = makeDesk(labels(name))
      expect((await publish(failed, config, desk)).verdict.kind).toBe('fail')
    }
  })

  test('is looked for only when something failed and a label was named', async () => {
    const readLabels = async () => {
      throw new Error('was asked')
    }
    for (const [result, which] of [
      [passed, config],
      [open, config],
      [failed, CONFIG],
    ] as const) {
      const { desk } = makeDesk({ readLabels })
      expect(await publish(result, which, desk)).toEqual(result)
    }
  })

  test('lets no error through', async () => {
    const { desk } = makeDesk(labels('slow-is-fine'))
    expect((await publish(makeUnmeasured(), config, desk)).verdict.kind).toBe('error')
  })

  test('that cannot be looked up leaves the verdict, and warns', async () => {
    const readLabels = async () => {
      throw refusal(403, 'Resource not accessible by integration')
    }
    const { desk, seen } = makeDesk({ readLabels })
    expect((await publish(failed, config, desk)).verdict.kind).toBe('fail')
    expect(seen.annotations[0]).toMatchObject({
      level: 'warning',
      title: 'The override label could not be looked up, so the verdict stands',
    })
  })
})

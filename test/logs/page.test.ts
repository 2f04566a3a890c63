import { describe, expect, test } from '@jest/globals'
import { parsePage } from '../../src/logs/page.ts'

const nothing = { group: '/g', stream: '', timestamp: 0, ingestedAt: 0, message: '' }

/** The only event of a page that has this one. */
function readEvent(event: string) {
  const page = parsePage(`{"events":[${event}]}`, '/g')
  expect(page?.events).toHaveLength(1)
  return page?.events[0]
}

test('an event is read as the service writes it', () => {
  const told = {
    logStreamName: '2026/11/22/[$LATEST]22be53a8cfde4e68b844f8ec293b2543',
    timestamp: 1_795_338_378_988,
    message: 'START RequestId: 1\n',
    ingestionTime: 1_795_338_394_997,
    eventId: '31132629274945519779805322857203735586714454643391594505',
  }
  const body = JSON.stringify({ events: [told], nextToken: 'next', searchedLogStreams: [] })
  expect(parsePage(body, '/g')).toEqual({
    events: [
      {
        id: told.eventId,
        group: '/g',
        stream: told.logStreamName,
        timestamp: told.timestamp,
        ingestedAt: told.ingestionTime,
        message: told.message,
      },
    ],
    nextToken: 'next',
  })
})

describe('of an event, every field may be missing or odd:', () => {
  test.each([
    ['no fields', '{}', { ...nothing, id: ' ' }],
    ['no id', '{"logStreamName":"s","message":"m"}', { stream: 's', message: 'm', id: 's m' }],
    ['an empty id', '{"logStreamName":"s","message":"m","eventId":""}', { id: 's m' }],
    ['no time of ingestion', '{"timestamp":7}', { timestamp: 7, ingestedAt: 7 }],
    ['no time but that of ingestion', '{"ingestionTime":9}', { timestamp: 0, ingestedAt: 9 }],
    ['nulls', '{"logStreamName":null,"message":null,"timestamp":null}', nothing],
    ['texts for numbers', '{"timestamp":"7","ingestionTime":"9"}', nothing],
    ['others for texts', '{"logStreamName":7,"message":["m"],"eventId":{}}', nothing],
    ['fields that nobody knows', '{"message":"m","level":"INFO"}', { ...nothing, message: 'm' }],
    ['a prototype', '{"__proto__":{"message":"m"},"constructor":1,"toString":1}', nothing],
  ])('%s', (_, event, is) => {
    const { id, ...read } = { id: undefined, ...readEvent(event) }
    expect({ id, ...read }).toMatchObject(is)
    expect(Object.keys(read).sort()).toEqual(Object.keys(nothing).sort())
  })
})

test.each([
  ['a token', '{"nextToken":"next"}', 'next'],
  ['none', '{}', undefined],
  ['an empty one', '{"nextToken":""}', undefined],
  ['null', '{"nextToken":null}', undefined],
  ['a number', '{"nextToken":7}', undefined],
  ['one in the prototype', '{"__proto__":{"nextToken":"next","events":[{}]}}', undefined],
])('a page without events is a page, and tells the next by %s', (_, body, nextToken) => {
  expect(parsePage(body, '/g')).toEqual({ events: [], nextToken })
})

test.each([
  ['an event that is null', '{"events":[{},null]}'],
  ['an event that is a text', '{"events":["m"]}'],
  ['an event that is an array', '{"events":[[]]}'],
  ['events that are an object', '{"events":{"0":{}}}'],
  ['events that are null', '{"events":null}'],
  ['events that are a text', '{"events":"[]"}'],
  ['an array', '[]'],
  ['null', 'null'],
  ['a text', '"events"'],
  ['a part of a page', '{"events":[]'],
  ['a web page', '<html>'],
  ['nothing', ''],
])('%s is no page', (_, body) => {
  expect(parsePage(body, '/g')).toBeUndefined()
})

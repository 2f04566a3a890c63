import { join } from 'node:path'
import { predictProbabilities, readModel } from './model.mjs'
import { PersonError, parsePerson } from './person.mjs'

const size = process.env.MODEL_SIZE ?? 'small'
const directory = process.env.MODEL_DIR ?? join(import.meta.dirname, 'model')

// Here and not in the handler: this is the init phase, the part of a cold start that is measured.
const model = readModel(join(directory, `${size}.jsonl`))
console.log(
  `model ${size} loaded: ${model.header.trees} trees, ${model.header.nodes} nodes, ${model.megabytes.toFixed(1)} MB`,
)

/**
 * A person as the event gives a prediction as the result; the same person as the body of an HTTP
 * event (function URL, API Gateway) gives an HTTP response.
 */
export async function handler(event) {
  return isHttp(event) ? respond(event) : predict(event)
}

function predict(person) {
  const [probability] = predictProbabilities(model, [parsePerson(person)])
  return { prediction: probability >= 0.5 ? '>50K' : '<=50K', probability }
}

// A GET through a function URL has no body at all, only the request context.
function isHttp(event) {
  return Object.hasOwn(event ?? {}, 'body') || Object.hasOwn(event ?? {}, 'requestContext')
}

function respond(event) {
  try {
    return toResponse(200, predict(parseBody(event)))
  } catch (error) {
    if (error instanceof PersonError) return toResponse(400, { message: error.message })
    throw error
  }
}

function parseBody({ body, isBase64Encoded }) {
  // Function URLs encode every body whose content type is not text or JSON.
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    throw new PersonError(`The body must be JSON, got ${JSON.stringify(text)}`)
  }
}

function toResponse(statusCode, value) {
  return {
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  }
}

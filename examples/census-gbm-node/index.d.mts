export interface Prediction {
  prediction: '>50K' | '<=50K'
  probability: number
}

export interface HttpEvent {
  body?: string | undefined
  isBase64Encoded?: boolean
  requestContext: object
}

export interface HttpResponse {
  statusCode: number
  headers: Record<string, string>
  body: string
}

export function handler(event: HttpEvent): Promise<HttpResponse>
/** Rejects when the event is not a person with six numbers. */
export function handler(event: unknown): Promise<Prediction>

import { LambdaClient } from '@aws-sdk/client-lambda'

/** The region of the profile in ~/.aws, as the SDK finds it; '' when there is none. */
export async function readProfileRegion(): Promise<string> {
  const client = new LambdaClient({})
  try {
    return await client.config.region()
  } catch {
    return ''
  } finally {
    client.destroy()
  }
}

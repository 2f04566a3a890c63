import type { FunctionFacts } from '../../src/function-facts.ts'

/** A function that is ready and can be measured. */
export function makeFacts(changed: Partial<FunctionFacts> = {}): FunctionFacts {
  return {
    name: 'app',
    arn: 'arn:aws:lambda:eu-west-1:123456789012:function:app',
    version: '$LATEST',
    memoryMB: 1024,
    architecture: 'x86_64',
    packageType: 'Image',
    runtime: null,
    timeout: 30_000,
    codeSha256: 'sha',
    codeSize: null,
    lastModified: null,
    logGroup: '/aws/lambda/app',
    logFormat: 'Text',
    systemLogLevel: null,
    snapStart: false,
    state: { state: 'Active', reason: null, lastUpdate: 'Successful', lastUpdateReason: null },
    specialKinds: [],
    variablesUnreadable: false,
    ...changed,
  }
}

/** Where the consoles of the partitions are. Source: docs.aws.amazon.com, "Partitions". */
const HOSTS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
}

/**
 * Where the CloudWatch console shows a log group's streams, to be followed by `encodeForConsole`
 * of a stream's name; null for a partition or region that is not known.
 *
 * @param arn of the function, whose log group is beside it.
 */
export function consoleOf(arn: string, logGroup: string): string | null {
  const [, partition = '', , region = ''] = arn.split(':')
  const host = HOSTS[partition]
  if (host === undefined || !/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region)) return null
  const page = `https://${region}.${host}/cloudwatch/home?region=${region}`
  return `${page}#logsV2:log-groups/log-group/${encodeForConsole(logGroup)}/log-events/`
}

/** The console decodes the fragment twice, and reads "$" for "%": "/" is "$252F". */
export function encodeForConsole(name: string): string {
  return encodeURIComponent(encodeURIComponent(name.toWellFormed())).replaceAll('%', '$')
}

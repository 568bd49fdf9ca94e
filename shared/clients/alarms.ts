import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { fail, ok } from '../contract/result.ts';
import type { AlarmFacts, Seen } from '../domain/doctor/facts.ts';

let client: CloudWatchClient | undefined;

/** All alarms whose names begin so, without that beginning; a hundred at most, and there are far fewer. */
export async function loadAlarms(prefix: string): Promise<Seen<AlarmFacts[]>> {
  client ??= new CloudWatchClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 4000, throwOnRequestTimeout: true },
  });
  try {
    const { MetricAlarms = [] } = await client.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, MaxRecords: 100 }),
    );
    return ok(
      MetricAlarms.map(({ AlarmName = '', StateValue, StateTransitionedTimestamp }) => ({
        name: AlarmName.slice(prefix.length),
        rings: StateValue === 'ALARM',
        since: StateTransitionedTimestamp?.toISOString(),
      })),
    );
  } catch (error) {
    return fail('unseen', error instanceof Error ? `${error.name}.` : 'CloudWatch gave no reason.');
  }
}

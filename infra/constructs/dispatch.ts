import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Capabilities } from './capabilities.ts';
import { RoomFunction } from './room-function.ts';
import { runEvery } from './run-every.ts';
import type { WorkerQueue } from './worker-queue.ts';

/** A minute passes; what is due goes to the send queue. */
export class Dispatch extends Construct {
  constructor(scope: Construct, id: string, house: Capabilities & { readonly sendQueue: WorkerQueue }) {
    super(scope, id);
    const fn = new RoomFunction(this, 'Dispatch', {
      ...house,
      room: 'dispatch',
      failedCalls: { none: 'The next minute does the same work again; an alarm watches the errors.' },
      description: 'Releases what is due, at the pace that SES allows',
      // Reads one page of keys at a time; the CPU is for signing many small requests.
      memory: 512,
      // Ends before the next minute begins, so that two seldom run side by side (leases make it harmless).
      timeout: Duration.seconds(50),
    });
    house.table.grant(fn, 'BatchGetItem', 'Query', 'UpdateItem');
    house.table.grantIndex(fn, 'byDue');
    house.sendQueue.grantSend(fn);
    house.mail.grantQuota(fn);

    runEvery(this, fn, {
      every: Duration.minutes(1),
      id: 'EveryMinute',
      description: 'Releases follow-ups that are due',
      name: 'dispatch',
      alarms: house.alarms,
      failureImpact:
        'The clock could not start the release of due messages. Nothing is lost, but while this lasts nobody gets mail that waits for its time.',
    });
    watch(house, fn);
  }
}

function watch({ alarms }: Capabilities, fn: RoomFunction): void {
  alarms.raise({
    name: 'dispatch-errors',
    metric: fn.errors(),
    threshold: 3,
    impact:
      'Releasing due messages keeps failing. Nothing is lost, but mail that waits for its time is late until it works again.',
  });
  alarms.raise({
    name: 'dispatch-silent',
    metric: fn.lambda.metricInvocations({ period: Duration.minutes(5), statistic: 'Sum' }),
    periods: 2,
    whenBelow: true,
    impact:
      'Nothing has asked for ten minutes what is due: no mail that waits for its time goes out, check-ins and retries included.',
  });
}

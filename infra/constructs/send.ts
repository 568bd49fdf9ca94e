import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ENV, METRIC, METRIC_NAMESPACE } from '../../shared/contract/names.ts';
import type { Capabilities } from './capabilities.ts';
import { CALLER_WAITS, RoomFunction } from './room-function.ts';
import { WorkerQueue } from './worker-queue.ts';

/** One follow-up comes in; at most one mail goes to SES. */
export class Send extends Construct {
  readonly queue: WorkerQueue;

  constructor(scope: Construct, id: string, house: Capabilities) {
    super(scope, id);
    const fn = new RoomFunction(this, 'Send', {
      ...house,
      room: 'send',
      failedCalls: CALLER_WAITS,
      description: 'Asks the gate, renders one mail and hands it to SES once',
      // Templates and the SES client stay in memory between calls; rendering a mail takes a millisecond.
      memory: 512,
      // Ten mails one after the other; a single call to SES gives up well before.
      timeout: Duration.seconds(30),
    });
    house.table.grant(fn, 'BatchGetItem', 'PutItem', 'UpdateItem');
    house.keys.grantLinkKey(fn);
    house.mail.grantSend(fn);
    house.api.grantAddress(fn);
    this.queue = new WorkerQueue(this, 'SendQueue', {
      name: 'send',
      worker: fn,
      alarms: house.alarms,
      urlVariable: ENV.sendQueue,
      batchSize: 10,
      // The pace is set by `dispatch`; five senders already use up the quota of most accounts.
      maxConcurrency: 5,
      // The ledger is the retry clock: what fails here is released again when its lease ends.
      maxReceiveCount: 3,
      failureImpact:
        'Messages could not be handled by the sender. The ledger releases them again when their lease ends, but the same fault probably holds up other people’s mail too.',
      delayImpact: 'Released messages wait to be sent: thank-yous arrive late, though none is lost.',
    });
    watch(house);
  }
}

const reputation = (metricName: string): Metric =>
  new Metric({ namespace: 'AWS/SES', metricName, period: Duration.hours(1), statistic: 'Maximum' });

function watch({ alarms }: Capabilities): void {
  alarms.raise({
    name: 'follow-ups-unknown',
    metric: new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: METRIC.unknown,
      period: Duration.minutes(5),
      statistic: 'Sum',
    }),
    impact:
      'It is not known whether some people got their message. Nothing is sent again on doubt: without feedback from SES a person has to decide.',
  });
  alarms.raise({
    name: 'mail-bounces',
    metric: reputation('Reputation.BounceRate'),
    threshold: 0.05,
    impact:
      'One mail in twenty bounces. SES puts an account under review at this rate, and then nobody gets mail any more.',
  });
  alarms.raise({
    name: 'mail-complaints',
    metric: reputation('Reputation.ComplaintRate'),
    threshold: 0.001,
    impact:
      'One person in a thousand reports our mail as spam. SES puts an account under review at this rate, and then nobody gets mail any more.',
  });
}

import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { METRIC, METRIC_NAMESPACE, SES_DETAIL_TYPES, SES_EVENT_SOURCE } from '../../shared/contract/names.ts';
import type { Capabilities } from './capabilities.ts';
import { CALLER_WAITS, RoomFunction } from './room-function.ts';
import { WorkerQueue } from './worker-queue.ts';

/** Feedback of SES comes in; the ledger and the suppressions are brought up to date. */
export class Observe extends Construct {
  constructor(scope: Construct, id: string, house: Capabilities) {
    super(scope, id);
    const fn = new RoomFunction(this, 'Observe', {
      ...house,
      room: 'observe',
      failedCalls: CALLER_WAITS,
      description:
        'Notes what became of mails, and what people did with them; stops addresses, and brands, that bounce or are complained of',
      // Small events, one or two writes each.
      memory: 256,
      timeout: Duration.seconds(30),
    });
    house.table.grant(fn, 'BatchGetItem', 'PutItem', 'Query', 'UpdateItem');
    house.bus.grantPut(fn);

    const work = new WorkerQueue(this, 'ObserveQueue', {
      name: 'observe',
      worker: fn,
      alarms: house.alarms,
      batchSize: 10,
      // Feedback is never urgent: the table's capacity belongs to planning and sending.
      maxConcurrency: 5,
      maxReceiveCount: 5,
      failureImpact:
        'Feedback about a mail was not recorded: somebody who complained may be written to again, or a follow-up in doubt stays unresolved.',
      delayImpact:
        'Feedback about mails waits: somebody who complained may be written to again in the meantime.',
    });
    new Rule(this, 'Feedback', {
      description: 'What SES tells about mails; it can only be published to the default bus',
      eventPattern: {
        source: [SES_EVENT_SOURCE],
        detailType: [...SES_DETAIL_TYPES],
        // Another stage or product in the same account sends too, and each of its mails would cost a call here.
        detail: house.mail.ownReports(),
      },
      targets: [new SqsQueue(work.queue, { deadLetterQueue: work.deadLetters })],
    });

    house.alarms.raise({
      name: 'brand-halted',
      metric: new Metric({
        namespace: METRIC_NAMESPACE,
        metricName: METRIC.brandHalted,
        period: Duration.minutes(5),
        statistic: 'Sum',
      }),
      impact:
        'Complaints or bounces of a brand passed its limit, and its sending has stopped: nobody gets its mail until a person lets it go on.',
    });
  }
}

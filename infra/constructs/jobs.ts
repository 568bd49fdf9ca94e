import { CfnOutput, Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ENV, METRIC, METRIC_NAMESPACE } from '../../shared/contract/names.ts';
import type { Capabilities } from './capabilities.ts';
import { RoomFunction } from './room-function.ts';
import { DeadLetters, WorkerQueue } from './worker-queue.ts';

/** A long request, invoked by its name, or one about somebody's data from the queue; it is done slice by slice. */
export class Jobs extends Construct {
  /** Requests about people's data. */
  readonly queue: WorkerQueue;

  constructor(scope: Construct, id: string, house: Capabilities) {
    super(scope, id);
    const { queue: failedCalls } = new DeadLetters(this, 'Failed', {
      name: 'jobs',
      alarms: house.alarms,
      failureImpact:
        'A long request of an operator was given up after three tries: what it should have set up, imported or erased is only half done.',
    });
    const fn = new RoomFunction(this, 'Jobs', {
      ...house,
      room: 'jobs',
      failedCalls,
      description:
        'Long requests: setting up the demo brands, reading missed orders from a platform, erasing people',
      // A whole core: compiling MJML is the only heavy computing in the house.
      memory: 1769,
      // The longest request there is compiles some dozens of templates; each slice can be repeated.
      timeout: Duration.minutes(10),
      environment: { [ENV.stage]: house.stage.name },
    });
    house.table.grant(fn, 'BatchGetItem', 'PutItem', 'Query', 'UpdateItem');
    // The one place where something is removed: people who asked for it.
    house.table.grant(fn, 'BatchWriteItem');
    house.table.grantIndex(fn, 'byList');
    house.keys.grantContactKey(fn);
    house.secrets.grantManage(fn);
    house.api.grantAddress(fn);
    house.bus.grantPut(fn);
    house.alarms.raise({
      name: 'jobs-errors',
      metric: fn.errors(),
      impact:
        'A long request of an operator has stopped halfway. Customers notice nothing; the operator has to start it again.',
    });
    new CfnOutput(scope, 'JobsFunction', { value: fn.lambda.functionName });
    this.queue = this.#takeRequests(house, fn);
  }

  #takeRequests({ alarms }: Capabilities, fn: RoomFunction): WorkerQueue {
    const queue = new WorkerQueue(this, 'PrivacyQueue', {
      name: 'privacy',
      worker: fn,
      alarms,
      urlVariable: ENV.privacyQueue,
      // A shop's erasure takes as long as there is.
      batchSize: 1,
      maxConcurrency: 2,
      maxReceiveCount: 5,
      failureImpact:
        'Somebody asked for their data to be erased or exported, and it could not be done. The law leaves 30 days from the request.',
      delayImpact:
        'Requests to erase or export somebody’s data wait. The law leaves 30 days, but until then those people may still be written to.',
    });
    // A slice puts the next one there.
    queue.grantSend(fn);
    alarms.raise({
      name: 'export-requested',
      metric: new Metric({
        namespace: METRIC_NAMESPACE,
        metricName: METRIC.exportRequested,
        period: Duration.minutes(5),
        statistic: 'Sum',
      }),
      impact:
        'Somebody asked, through a shop, for a copy of what is held of them. An operator has to fetch it and hand it over within 30 days.',
    });
    return queue;
  }
}

import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ENV, METRIC, METRIC_NAMESPACE } from '../../shared/contract/names.ts';
import type { Capabilities } from './capabilities.ts';
import { CALLER_WAITS, RoomFunction } from './room-function.ts';
import type { WorkerQueue } from './worker-queue.ts';

type Queues = {
  readonly fetchQueue: WorkerQueue;
  /** For what people ask to be done with their data. */
  readonly privacyQueue: WorkerQueue;
};

/** A webhook comes in; before it is answered, an event stands on the bus or a question in a queue. */
export class Receive extends Construct {
  constructor(scope: Construct, id: string, house: Capabilities & Queues) {
    super(scope, id);
    const fn = new RoomFunction(this, 'Receive', {
      ...house,
      room: 'receive',
      failedCalls: CALLER_WAITS,
      description: 'Verifies webhooks and puts what they tell on the bus',
      // Half a gigabyte buys the CPU that a cold start and a body of 1 MB need within a shop's patience.
      memory: 512,
      // Shopify hangs up after 5 s and knocks again; a slow answer still saves what it has.
      timeout: Duration.seconds(10),
      environment: { [ENV.stage]: house.stage.name },
    });
    house.table.grant(fn, 'BatchGetItem', 'UpdateItem');
    house.secrets.grantRead(fn);
    house.bus.grantPut(fn);
    house.fetchQueue.grantSend(fn);
    house.privacyQueue.grantSend(fn);
    house.api.route({
      path: '/hooks/{brand}/{source}',
      methods: [HttpMethod.ANY],
      fn,
      access: { open: 'Platforms cannot sign in: the function verifies the signature of every request.' },
    });
    watch(house, fn);
  }
}

function watch({ alarms }: Capabilities, fn: RoomFunction): void {
  alarms.raise({
    name: 'receive-errors',
    metric: fn.errors(),
    impact:
      'Webhooks are answered with an error. Most platforms try again for a day or two; WooCommerce does not, so those orders are not thanked.',
  });
  alarms.raise({
    name: 'signatures-rejected',
    metric: counted(METRIC.signatureRejected),
    threshold: 20,
    impact:
      'Many webhooks are refused for a wrong signature: either a secret was changed on one side only and those customers are not thanked, or somebody is trying to forge events.',
  });
  alarms.raise({
    name: 'bodies-rejected',
    metric: counted(METRIC.bodyRejected),
    threshold: 20,
    impact:
      'Many genuine webhooks are refused because of their content: a platform has probably changed its format, and the customers behind them are not thanked.',
  });
}

const counted = (metricName: string): Metric =>
  new Metric({ namespace: METRIC_NAMESPACE, metricName, period: Duration.minutes(5), statistic: 'Sum' });

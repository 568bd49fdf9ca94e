import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { METRIC, METRIC_NAMESPACE } from '../../shared/contract/names.ts';
import type { Capabilities } from './capabilities.ts';
import { RoomFunction } from './room-function.ts';
import { runEvery } from './run-every.ts';

/** How often it looks; what falls silent is told no later than that. */
const EVERY = Duration.minutes(15);

/** A quarter of an hour passes; what fell silent is told, and once a day SES is asked whom it sends nothing any more. */
export class Tend extends Construct {
  constructor(scope: Construct, id: string, house: Capabilities) {
    super(scope, id);
    const fn = new RoomFunction(this, 'Tend', {
      ...house,
      room: 'tend',
      failedCalls: {
        none: 'The next quarter of an hour does the same work again; an alarm watches the errors.',
      },
      description: 'Notices which sources fell silent, and whom SES sends nothing any more',
      // Reads four months of small counts for each source, one request each.
      memory: 512,
      // Hundreds of sources take seconds.
      timeout: Duration.minutes(1),
    });
    house.table.grant(fn, 'BatchGetItem', 'PutItem', 'Query', 'UpdateItem');
    house.bus.grantPut(fn);
    house.keys.grantContactKey(fn);
    house.mail.grantSuppressions(fn);

    runEvery(this, fn, {
      every: EVERY,
      id: 'EveryQuarter',
      description: 'Looks which sources fell silent, and once a day whom SES sends nothing any more',
      name: 'tend',
      alarms: house.alarms,
      failureImpact:
        'The clock could not start the look after the sources. While this lasts nobody hears of a shop whose webhooks have stopped.',
    });
    watch(house, fn);
  }
}

function watch({ alarms }: Capabilities, fn: RoomFunction): void {
  alarms.raise({
    name: 'source-silent',
    metric: new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: METRIC.sourceSilent,
      period: Duration.minutes(5),
      statistic: 'Sum',
    }),
    impact:
      'A shop or survey tool has sent nothing for much longer than it uses to pause. Most likely the platform has switched our webhook off, and everybody who orders there goes without thanks.',
  });
  alarms.raise({
    name: 'tend-errors',
    // Lambda tries a failed look twice more: two looks in an hour that failed for good.
    metric: fn.lambda.metricErrors({ period: Duration.hours(1), statistic: 'Sum' }),
    threshold: 6,
    impact:
      'Looking after the house keeps failing. Webhooks are still taken, but nobody hears of a shop whose webhooks have stopped, or SES is not asked whom it sends nothing any more.',
  });
}

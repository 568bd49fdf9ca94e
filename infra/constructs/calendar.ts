import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Capabilities } from './capabilities.ts';
import { RoomFunction } from './room-function.ts';
import { runEvery } from './run-every.ts';

const EVERY = Duration.hours(1);

/** An hour passes; whose day it is where they live is told. */
export class Calendar extends Construct {
  constructor(scope: Construct, id: string, house: Capabilities) {
    super(scope, id);
    const fn = new RoomFunction(this, 'Calendar', {
      ...house,
      room: 'calendar',
      failedCalls: { none: 'The next hour looks at what this one has left; an alarm watches the errors.' },
      description: 'Tells birthdays, anniversaries and fixed days when they begin where the person lives',
      // Holds one page of dates at a time.
      memory: 512,
      // A fixed day concerns everybody; what this does not reach is left to the next hour.
      timeout: Duration.minutes(15),
    });
    house.table.grant(fn, 'BatchGetItem', 'Query', 'UpdateItem');
    house.table.grantIndex(fn, 'byDate');
    house.bus.grantPut(fn);

    runEvery(this, fn, {
      every: EVERY,
      id: 'EveryHour',
      description: 'Looks whose day it is',
      name: 'calendar',
      alarms: house.alarms,
      failureImpact:
        'The clock could not start the look for birthdays and anniversaries. The next hour catches up; while this lasts wishes are late.',
    });
    watch(house, fn);
  }
}

function watch({ alarms }: Capabilities, fn: RoomFunction): void {
  alarms.raise({
    name: 'calendar-errors',
    // Lambda tries a failed look once more: two looks in six hours that failed for good.
    metric: fn.lambda.metricErrors({ period: Duration.hours(6), statistic: 'Sum' }),
    threshold: 4,
    impact:
      'Looking for birthdays and anniversaries keeps failing. They are caught up with once it works again, as far as their rules still make sense; others are missed this year.',
  });
  alarms.raise({
    name: 'calendar-silent',
    metric: fn.lambda.metricInvocations({ period: Duration.hours(3), statistic: 'Sum' }),
    whenBelow: true,
    impact: 'Nothing has asked for hours whose day it is: no birthday and no anniversary is remembered.',
  });
}

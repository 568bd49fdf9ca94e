import { CfnOutput, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ENV } from '../../shared/contract/names.ts';
import type { Capabilities } from './capabilities.ts';
import { RoomFunction } from './room-function.ts';
import { DeadLetters } from './worker-queue.ts';

/** A long request, invoked by its name; it is done slice by slice. */
export class Jobs extends Construct {
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
      description: 'Long requests: setting up the demo brands, reading missed orders from a platform',
      // A whole core: compiling MJML is the only heavy computing in the house.
      memory: 1769,
      // The longest request there is compiles some dozens of templates; each slice can be repeated.
      timeout: Duration.minutes(10),
      environment: { [ENV.stage]: house.stage.name },
    });
    house.table.grant(fn, 'GetItem', 'PutItem', 'UpdateItem');
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
  }
}

import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ENV } from '../../shared/contract/names.ts';
import type { Capabilities } from './capabilities.ts';
import { CALLER_WAITS, RoomFunction } from './room-function.ts';
import { WorkerQueue } from './worker-queue.ts';

/** A webhook that only named a thing comes in; what the platform says of the thing stands on the bus. */
export class Fetch extends Construct {
  readonly queue: WorkerQueue;

  constructor(scope: Construct, id: string, house: Capabilities) {
    super(scope, id);
    const fn = new RoomFunction(this, 'Fetch', {
      ...house,
      room: 'fetch',
      failedCalls: CALLER_WAITS,
      description: 'Asks platforms what their thin webhooks were about',
      // Waiting for others is all it does; answers of up to 1 MB are remembered for a while.
      memory: 512,
      // Eight calls of five seconds each, for all messages of a batch side by side.
      timeout: Duration.seconds(60),
      environment: { [ENV.stage]: house.stage.name },
    });
    house.table.grant(fn, 'BatchGetItem', 'UpdateItem');
    house.secrets.grantRead(fn);
    house.bus.grantPut(fn);
    this.queue = new WorkerQueue(this, 'FetchQueue', {
      name: 'fetch',
      worker: fn,
      alarms: house.alarms,
      urlVariable: ENV.fetchQueue,
      batchSize: 10,
      // Platforms count calls by the minute; more at a time would only be told to come back later.
      maxConcurrency: 2,
      // With the time that a message hides, an hour of a platform being out of order.
      maxReceiveCount: 10,
      failureImpact:
        'A platform could not be asked about orders or answers that it had told of: those people are not thanked. Its API is out of order, or refuses our credential.',
      delayImpact: 'Orders and answers wait to be looked up at their platform: thank-yous go out late.',
    });
    // What a platform puts off goes back to the end of the queue.
    this.queue.grantSend(fn);
  }
}

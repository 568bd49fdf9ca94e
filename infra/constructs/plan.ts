import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { ALL_KINDS } from '../../shared/contract/event.ts';
import { EVENT_SOURCE } from '../../shared/contract/names.ts';
import type { Capabilities } from './capabilities.ts';
import { CALLER_WAITS, RoomFunction } from './room-function.ts';
import { WorkerQueue } from './worker-queue.ts';

/** An event comes in; contact and follow-ups are changed in one transaction. */
export class Plan extends Construct {
  constructor(scope: Construct, id: string, house: Capabilities & { readonly sendQueue: WorkerQueue }) {
    super(scope, id);
    const fn = new RoomFunction(this, 'Plan', {
      ...house,
      room: 'plan',
      failedCalls: CALLER_WAITS,
      description: 'Decides which follow-ups an event gives reason for',
      // Live rules of a brand are held in memory; the work itself is waiting for the table.
      memory: 512,
      // Ten events with their bounded retries after conflicts take a few seconds at worst.
      timeout: Duration.seconds(30),
    });
    house.table.grant(fn, 'BatchGetItem', 'PutItem', 'UpdateItem');
    house.keys.grantContactKey(fn);
    house.sendQueue.grantSend(fn);

    const work = new WorkerQueue(this, 'PlanQueue', {
      name: 'plan',
      worker: fn,
      alarms: house.alarms,
      batchSize: 10,
      // Enough for a sale; more would only contend for the same contacts.
      maxConcurrency: 10,
      maxReceiveCount: 5,
      failureImpact:
        'Something that happened to a person was accepted but could not be planned: they are not thanked, or a refund does not stop a check-in.',
      delayImpact:
        'Events wait to be planned: thank-yous go out late, and a refund may come too late to stop a message.',
    });
    new Rule(this, 'Events', {
      description: 'Everything that happens to people goes to the planner',
      eventBus: house.bus.bus,
      eventPattern: { source: [EVENT_SOURCE], detailType: [...ALL_KINDS] },
      targets: [new SqsQueue(work.queue, { deadLetterQueue: work.deadLetters })],
    });
  }
}

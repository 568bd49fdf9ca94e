import { Duration } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { ENV } from '../../shared/contract/names.ts';
import type { PartnerBus } from '../../shared/contract/partner.ts';
import type { Capabilities } from './capabilities.ts';
import { CALLER_WAITS, RoomFunction } from './room-function.ts';
import { WorkerQueue } from './worker-queue.ts';

/** A partner's event comes in over its own bus; what it tells stands on ours. Only where a stage names such buses. */
export class Partner extends Construct {
  constructor(
    scope: Construct,
    id: string,
    house: Capabilities & {
      readonly partnerBuses: readonly PartnerBus[];
      readonly privacyQueue: WorkerQueue;
    },
  ) {
    super(scope, id);
    const fn = new RoomFunction(this, 'Partner', {
      ...house,
      room: 'partner',
      failedCalls: CALLER_WAITS,
      description: 'Puts on the bus what partner event buses of Shopify and Stripe tell',
      // As for `receive`: the same bodies, the same translation.
      memory: 512,
      // Ten events side by side, one call to the bus each.
      timeout: Duration.seconds(30),
      environment: { [ENV.partnerBuses]: JSON.stringify(house.partnerBuses) },
    });
    house.table.grant(fn, 'BatchGetItem', 'UpdateItem');
    house.bus.grantPut(fn);
    house.privacyQueue.grantSend(fn);

    const work = new WorkerQueue(this, 'PartnerQueue', {
      name: 'partner',
      worker: fn,
      alarms: house.alarms,
      batchSize: 10,
      maxConcurrency: 5,
      maxReceiveCount: 5,
      failureImpact:
        'Orders or payments that Shopify or Stripe brought over a partner event bus could not be read: those people are not thanked, and neither platform sends them again.',
      delayImpact:
        'Orders and payments from partner event buses wait: thank-yous go out late, and a refund may come too late to stop a message.',
    });
    for (const { bus, brand, source } of house.partnerBuses)
      new Rule(this, bus.replaceAll('/', '.'), {
        description: `What ${brand}/${source} tells over its partner event bus`,
        eventBus: EventBus.fromEventBusName(this, `Bus.${bus.replaceAll('/', '.')}`, bus),
        // The partner's own events; nobody but AWS can put another under this name.
        eventPattern: { source: [bus] },
        targets: [new SqsQueue(work.queue, { deadLetterQueue: work.deadLetters })],
      });
  }
}

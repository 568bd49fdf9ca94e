import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ENV, EVENT_SOURCE } from '../../shared/contract/names.ts';
import type { RoomFunction } from './room-function.ts';

/** The bus of all that happened to people, with the archive from which it can be played again. */
export class Bus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, { removal }: { removal: RemovalPolicy }) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { description: 'What happened to people, as sources told it' });
    this.bus.applyRemovalPolicy(removal);
    const archive = this.bus.archive('Archive', {
      description: 'Accepted events, to be played again after a loss',
      eventPattern: { source: [EVENT_SOURCE] },
      // Events name people: no longer than what an operator needs to notice a loss.
      retention: Duration.days(14),
    });
    archive.applyRemovalPolicy(removal);
  }

  grantPut(fn: RoomFunction): void {
    fn.allow(['events:PutEvents'], [this.bus.eventBusArn], { [ENV.bus]: this.bus.eventBusName });
  }
}

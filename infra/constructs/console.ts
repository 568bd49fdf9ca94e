import { Duration, Stack } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { ENV } from '../../shared/contract/names.ts';
import type { Capabilities } from './capabilities.ts';
import { CALLER_WAITS, RoomFunction } from './room-function.ts';
import type { DeadLetters, WorkerQueue } from './worker-queue.ts';

/** An operator asks; brands, rules and people are shown and changed. */
export class Console extends Construct {
  readonly #fn: RoomFunction;

  constructor(scope: Construct, id: string, house: Capabilities & { readonly privacyQueue: WorkerQueue }) {
    super(scope, id);
    const fn = new RoomFunction(this, 'Console', {
      ...house,
      room: 'console',
      failedCalls: CALLER_WAITS,
      description: 'The API of the people who run the house',
      // A whole core: an operator waits in person, for the cold start and while templates are compiled.
      memory: 1769,
      // A slice of a back-fill may end with a slow page; the API gives up after 29 s.
      timeout: Duration.seconds(28),
      environment: { [ENV.stage]: house.stage.name },
    });
    this.#fn = fn;
    house.table.grant(fn, 'BatchGetItem', 'PutItem', 'Query', 'UpdateItem');
    // A replay reads what happened day by day, and what was sent.
    house.table.grantIndex(fn, 'byDay');
    house.table.grantIndex(fn, 'byDate');
    house.table.grantIndex(fn, 'byList');
    // Who publishes is told how many follow-ups wait by the rules that change.
    house.table.grantIndex(fn, 'byDue');
    house.keys.grantContactKey(fn);
    // Test mails, with a link to the page that people would see.
    house.mail.grantSend(fn);
    house.keys.grantLinkKey(fn);
    // The doctor.
    house.mail.grantLook(fn);
    house.alarms.grantLook(fn);
    // Connecting a shop makes its secret; rotating it has to know the one that stays.
    house.secrets.grantManage(fn);
    house.api.grantAddress(fn);
    // What a back-fill reads goes through the door of the webhooks.
    house.bus.grantPut(fn);
    // Erasing is left to `jobs`.
    house.privacyQueue.grantSend(fn);
    house.api.route({ path: '/api/{proxy+}', methods: [HttpMethod.ANY], fn, access: 'operators' });
    house.alarms.raise({
      name: 'console-errors',
      metric: fn.errors(),
      impact:
        'Operators get errors from the console: they cannot see why somebody was or was not written to. Customers notice nothing.',
    });
  }
  /** The doctor counts what was given up, wherever in the house it was. */
  lookInto(deadLetters: readonly DeadLetters[]): void {
    const known = Object.fromEntries(deadLetters.map(({ name, queue }) => [name, queue.queueUrl]));
    this.#fn.allow(
      ['sqs:GetQueueAttributes'],
      deadLetters.map(({ queue }) => queue.queueArn),
      { [ENV.deadLetters]: Stack.of(this).toJsonString(known) },
    );
  }
}

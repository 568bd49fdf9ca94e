import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import type { Capabilities } from './capabilities.ts';
import { CALLER_WAITS, RoomFunction } from './room-function.ts';

/** A person follows a link of a mail; what they ask for is done. */
export class Pages extends Construct {
  constructor(scope: Construct, id: string, house: Capabilities) {
    super(scope, id);
    const fn = new RoomFunction(this, 'Pages', {
      ...house,
      room: 'pages',
      failedCalls: CALLER_WAITS,
      description:
        'Unsubscribes people by the link in their mail, and keeps what they choose to get and what they answer',
      // A page of text and at most two writes and an event.
      memory: 256,
      timeout: Duration.seconds(10),
    });
    // Reads the brand's question, and the follow-up that an answer marks.
    house.table.grant(fn, 'BatchGetItem', 'PutItem', 'UpdateItem');
    // That somebody answered.
    house.bus.grantPut(fn);
    house.keys.grantLinkKey(fn);
    house.api.route({
      path: '/p/{proxy+}',
      methods: [HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST],
      fn,
      access: {
        open: 'Whoever got a mail must be able to unsubscribe at once: the signed token in the link is the key.',
      },
    });
    house.alarms.raise({
      name: 'pages-errors',
      metric: fn.errors(),
      impact:
        'People who want to unsubscribe get an error page, and may report the next mail as spam instead.',
    });
  }
}

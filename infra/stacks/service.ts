import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from '../constructs/alarms.ts';
import { Calendar } from '../constructs/calendar.ts';
import type { Capabilities } from '../constructs/capabilities.ts';
import { Console } from '../constructs/console.ts';
import { Dispatch } from '../constructs/dispatch.ts';
import { Fetch } from '../constructs/fetch.ts';
import { Api } from '../constructs/http-api.ts';
import { Jobs } from '../constructs/jobs.ts';
import { Observe } from '../constructs/observe.ts';
import { Pages } from '../constructs/pages.ts';
import { Partner } from '../constructs/partner.ts';
import { Plan } from '../constructs/plan.ts';
import { Receive } from '../constructs/receive.ts';
import type { RoomBase } from '../constructs/room-function.ts';
import { Send } from '../constructs/send.ts';
import { SourceSecrets } from '../constructs/source-secrets.ts';
import { Tend } from '../constructs/tend.ts';
import { DeadLetters } from '../constructs/worker-queue.ts';
import type { DataStack } from './data.ts';

/** Everything that can be deleted and deployed again without anybody losing anything: doors, rooms, queues, alarms. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & RoomBase & { readonly data: DataStack }) {
    super(scope, id, props);
    const { stage, functions, data } = props;
    const house: Capabilities = {
      stage,
      functions,
      alarms: new Alarms(this, 'Alarms', { stage }),
      api: new Api(this, 'Door', { stage, operators: data.operators }),
      bus: data.bus,
      keys: data.keys,
      mail: data.mail,
      secrets: new SourceSecrets(this, 'SourceSecrets', { stage }),
      table: data.table,
    };
    const { queue: fetchQueue } = new Fetch(this, 'Fetching', house);
    const { queue: privacyQueue } = new Jobs(this, 'Working', house);
    new Receive(this, 'Receiving', { ...house, fetchQueue, privacyQueue });
    if (stage.partnerBuses?.length)
      new Partner(this, 'Partnering', { ...house, privacyQueue, partnerBuses: stage.partnerBuses });
    const { queue: sendQueue } = new Send(this, 'Sending', house);
    new Plan(this, 'Planning', { ...house, sendQueue });
    new Calendar(this, 'Remembering', house);
    new Dispatch(this, 'Dispatching', { ...house, sendQueue });
    new Observe(this, 'Observing', house);
    new Pages(this, 'Visiting', house);
    const console = new Console(this, 'Operating', { ...house, privacyQueue });
    new Tend(this, 'Tending', house);
    console.lookInto(this.node.findAll().filter((part) => part instanceof DeadLetters));
    this.#watchApi(house);
  }

  #watchApi({ alarms, api }: Capabilities): void {
    alarms.raise({
      name: 'api-errors',
      metric: api.serverErrors(),
      threshold: 5,
      impact:
        'Requests from outside end in errors before or in the functions: webhooks may be lost where the platform does not repeat them.',
    });
  }
}

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { join } from 'node:path';
import { synthesise } from '../synth.ts';
import { Clock } from './clock.ts';
import { startDynamo } from './engines/dynamodb.ts';
import type { DynamoEngine } from './engines/dynamodb.ts';
import { Queues } from './engines/queues.ts';
import { createTables, engineClient } from './engines/tables.ts';
import { credentialEnv } from './gateway/credential.ts';
import { EventBus } from './gateway/event-bus.ts';
import { emitFeedback } from './gateway/feedback.ts';
import { Gateway } from './gateway/gateway.ts';
import { LocalAlarms } from './gateway/alarms.ts';
import { MailAccount } from './gateway/mail-account.ts';
import { MailSuppressions } from './gateway/mail-suppressions.ts';
import { MailService } from './gateway/mail-service.ts';
import type { Quota } from './gateway/mail-service.ts';
import type { SentMail } from './gateway/sent-mail.ts';
import { TrackedMails } from './gateway/tracked-mails.ts';
import { Permissions } from './gateway/permissions.ts';
import { Secrets } from './gateway/secrets.ts';
import { PLACE } from './place.ts';
import { DueWatch } from './run/due-watch.ts';
import { LeaseWatch } from './run/lease-watch.ts';
import { readAssembly } from './template/assembly.ts';
import { readModel } from './template/model.ts';
import type { FunctionModel, Model } from './template/model.ts';
import { readStacks } from './template/read.ts';
import type { StackInput } from './template/read.ts';

export type CloudOptions = {
  /** The data folder. */
  data: string;
  /** Where people reach the system; stands in links. */
  front: string;
  /** Refuse what the roles of the template do not allow. */
  enforce: boolean;
  quota?: Partial<Quota>;
  tellCapacity?: boolean;
  /** Instead of the synthesised template of stage `dev`. */
  stacks?: StackInput[];
  say: (line: string) => void;
  mailAccepted?: (mail: SentMail) => void;
};

/** AWS as the template describes it, without the functions: engines, queues, buses, secrets, mail, and the gateway to them. */
export type Cloud = {
  model: Model;
  /** The folder of the synthesised assembly. */
  assembly: string;
  gateway: Gateway;
  queues: Queues;
  bus: EventBus;
  mail: MailService;
  tracked: TrackedMails;
  mailAccount: MailAccount;
  alarms: LocalAlarms;
  dynamo: DynamoEngine;
  /** Goes to the engine directly. */
  client: DynamoDBClient;
  clock: Clock;
  /** What functions have put into the index of what waits. */
  dueWatch: DueWatch;
  leaseWatch: LeaseWatch;
  /** The environment of a function: the template's variables and its own credentials. */
  envOf: (room: string) => Record<string, string>;
  stop: () => Promise<void>;
};

const QUOTA: Quota = { rate: 500, perDay: 1_000_000 };

/** Starts everything that functions talk to. */
export async function startCloudParts(options: CloudOptions): Promise<Cloud> {
  const clock = new Clock(join(options.data, 'clock.json'));
  const gateway = new Gateway();
  const [url, dynamo, { folder, stacks }] = await Promise.all([
    gateway.listen(),
    startDynamo(join(options.data, 'dynamodb')),
    readTemplates(options.stacks),
  ]);
  try {
    const model = readModel(
      readStacks(stacks, {
        addresses: { gateway: url, front: options.front },
        parameters: { PagesUrl: options.front },
      }),
    );
    return await assemble({ options, clock, gateway, dynamo, model, assembly: folder });
  } catch (error) {
    await Promise.all([gateway.stop(), dynamo.stop()]);
    throw error;
  }
}

async function readTemplates(
  stacks: StackInput[] | undefined,
): Promise<{ folder: string; stacks: StackInput[] }> {
  if (stacks) return { folder: '', stacks };
  const { folder } = await synthesise('dev');
  return { folder, stacks: await readAssembly(folder) };
}

type Started = {
  options: CloudOptions;
  clock: Clock;
  gateway: Gateway;
  dynamo: DynamoEngine;
  model: Model;
  assembly: string;
};

async function assemble({ options, clock, gateway, dynamo, model, assembly }: Started): Promise<Cloud> {
  const client = engineClient(dynamo, PLACE.region);
  await createTables(client, model.tables);
  const queues = new Queues(join(options.data, 'queues'));
  queues.create(model.queues);
  const bus = new EventBus(model, queues, clock.date);
  const folder = join(options.data, 'mail');
  const tracked = new TrackedMails({
    folder,
    front: options.front,
    bus,
    destinations: model.mailDestinations,
    now: clock.date,
  });
  const mail = new MailService({
    folder,
    tracked,
    configurationSets: model.configurationSets,
    quota: { ...QUOTA, ...options.quota },
    now: clock.date,
    accepted: (sent) => {
      emitFeedback(bus, sent);
      options.mailAccepted?.(sent);
    },
  });
  const mailAccount = new MailAccount(model, mail, new MailSuppressions(clock.date));
  const alarms = new LocalAlarms(model.alarms);
  const [dueWatch, leaseWatch] = [new DueWatch(), new LeaseWatch()];
  gateway.parts = {
    dynamo,
    queues,
    bus,
    mail,
    mailAccount,
    alarms,
    secrets: new Secrets(join(options.data, 'secrets.json'), model.secrets),
    permissions: new Permissions(
      model.functions,
      model.emailIdentities.map(({ EmailIdentity }) => EmailIdentity),
    ),
    enforce: options.enforce,
    now: clock.date,
    tellCapacity: options.tellCapacity ?? false,
    tableAnswered: (call) => [dueWatch, leaseWatch].forEach((watch) => watch.see(call)),
    say: options.say,
  };
  return {
    model,
    assembly,
    gateway,
    queues,
    bus,
    mail,
    tracked,
    mailAccount,
    alarms,
    dynamo,
    client,
    clock,
    dueWatch,
    leaseWatch,
    envOf: (room) => environmentOf(model.functions, room, gateway.url),
    stop: async () => {
      await gateway.stop();
      clock.close();
      queues.stop();
      client.destroy();
      await dynamo.stop();
    },
  };
}

function environmentOf(functions: FunctionModel[], room: string, gateway: string): Record<string, string> {
  const found = functions.find((candidate) => candidate.room === room);
  if (!found) throw new Error(`The template holds no function ${room}.`);
  return {
    ...found.Environment?.Variables,
    ...credentialEnv(room, gateway, PLACE.region),
    AWS_LAMBDA_FUNCTION_NAME: found.ref,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(found.MemorySize),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${found.ref}`,
    AWS_EXECUTION_ENV: `AWS_Lambda_${found.Runtime}`,
    LAMBDA_TASK_ROOT: '/var/task',
    TZ: 'UTC',
  };
}

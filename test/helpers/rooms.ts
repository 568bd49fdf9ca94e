import { randomUUID } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Contact, contact as contactSchema } from '../../shared/contract/contact.ts';
import type { Event } from '../../shared/contract/event.ts';
import { type FollowUp, followUp as followUpSchema } from '../../shared/contract/follow-up.ts';
import { eventId } from '../../shared/domain/people/identity.ts';
import type { CloudOptions } from '../../infra/local/cloud.ts';
import { startCloud } from './cloud.ts';
import { makeEvent } from './make.ts';

type Batch = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** Messages as SQS hands them to a function. */
export const makeBatch = (bodies: readonly string[]): SQSEvent => ({
  Records: bodies.map((body) => ({
    messageId: randomUUID(),
    receiptHandle: 'r',
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: 's',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn',
    awsRegion: 'eu-central-1',
  })),
});

export const envelope = (event: Event): string =>
  JSON.stringify({ id: randomUUID(), source: 'extramile', 'detail-type': event.kind, detail: event });

const batchResponse = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

/**
 * The rooms behind the queues in this process, on the real emulators, driven step by step: nothing runs by itself, so
 * a test decides what happens when. The demo brands are seeded.
 */
export async function startRooms(options: Partial<CloudOptions> = {}) {
  const cloud = await startCloud(options);
  for (const room of ['jobs', 'plan', 'dispatch', 'send', 'observe']) cloud.use(room);
  process.env['LOG_LEVEL'] = 'silent';
  const [jobs, plan, dispatch, send, observe] = await Promise.all([
    import('../../functions/jobs/handler.ts'),
    import('../../functions/plan/handler.ts'),
    import('../../functions/dispatch/handler.ts'),
    import('../../functions/send/handler.ts'),
    import('../../functions/observe/handler.ts'),
  ]);
  await jobs.handler({ job: 'seed-demo' });

  const scan = async (sk: string): Promise<Record<string, unknown>[]> => {
    const items: Record<string, unknown>[] = [];
    const pages = paginateScan(
      { client: cloud.table },
      {
        TableName: cloud.tableName,
        FilterExpression: 'begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':sk': sk },
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) items.push(...Items);
    return items;
  };

  const drain = async (queue: string, handler: Batch): Promise<SQSBatchResponse> => {
    const bodies = cloud.queueMessages(queue);
    cloud.emptyQueue(queue);
    return bodies.length === 0 ? { batchItemFailures: [] } : handler(makeBatch(bodies));
  };

  const runJobs: Batch = async (event) => batchResponse.parse(await jobs.handler(event));

  const followUps = async (): Promise<FollowUp[]> =>
    (await scan('FOLLOWUP#')).map((item) => followUpSchema.parse(item));

  function newcomer(over: Partial<Event>) {
    const order = randomUUID().slice(0, 8);
    const email = `${order}@example.com`;
    const make = (more: Partial<Event> = {}): Event =>
      makeEvent({
        subject: `order/${order}`,
        occurredAt: new Date().toISOString(),
        person: { email, firstName: 'Ana' },
        facts: { order: { id: order, number: `#${order}`, total: { amount: '64.50', currency: 'EUR' } } },
        ...over,
        ...more,
      });
    const contact = async () => (await contacts()).find((each) => each.email === email);
    /** All follow-ups of this person. */
    const mine = async (): Promise<FollowUp[]> => {
      const id = (await contact())?.id;
      return (await followUps()).filter((each) => each.contact === id);
    };
    return {
      email,
      make,
      mine,
      /** A second order of the same person. */
      another: (): Event => {
        const subject = `order/${order}-2`;
        return make({
          subject,
          id: eventId({ brand: 'demo', source: 'standard-webhooks', kind: 'purchase', subject }),
        });
      },
      refund: (id = 'R-1'): Event =>
        make({ kind: 'refund', person: {}, facts: { order: { id: order }, refund: { id } } }),
      /** The one follow-up of this rule; none or two is a failure. */
      async one(rule: string): Promise<FollowUp> {
        const [found, ...more] = (await mine()).filter((followUp) => followUp.rule === rule);
        if (!found || more.length > 0)
          throw new Error(`${found ? more.length + 1 : 'no'} follow-ups of ${rule}`);
        return found;
      },
      mails: async () => (await cloud.mails()).filter(({ raw }) => raw.includes(email)),
      contact,
    };
  }

  const contacts = async (): Promise<Contact[]> =>
    (await scan('PROFILE')).map((item) => contactSchema.parse(item));

  /** Of all people with these addresses, read at once. */
  const followUpsOf = async (emails: ReadonlySet<string>): Promise<FollowUp[]> => {
    const theirs = (await contacts()).filter(({ email }) => email !== undefined && emails.has(email));
    const ids = new Set(theirs.map(({ id }) => id));
    return (await followUps()).filter(({ contact }) => ids.has(contact));
  };

  return {
    cloud,
    followUpsOf,
    dispatch: dispatch.handler,
    /** Bodies straight into a room, as SQS hands them over. */
    planBodies: (bodies: readonly string[]) => plan.handler(makeBatch(bodies)),
    sendBodies: (bodies: readonly string[]) => send.handler(makeBatch(bodies)),
    planEvents: (...events: Event[]) => plan.handler(makeBatch(events.map(envelope))),
    observeBodies: (bodies: readonly string[]) => observe.handler(makeBatch(bodies)),
    /** Hands what waits in the send queue to `send`. */
    sendQueued: () => drain('send', send.handler),
    jobBodies: (bodies: readonly string[]) => runJobs(makeBatch(bodies)),
    jobsQueued: () => drain('jobs', runJobs),
    observeQueued: () => drain('observe', observe.handler),
    /** Somebody new, with an order of their own: tests share one table and never meet. */
    newcomer: (over: Partial<Event> = {}) => newcomer(over),
    stop: () => cloud.stop(),
  };
}

export type Newcomer = ReturnType<Awaited<ReturnType<typeof startRooms>>['newcomer']>;

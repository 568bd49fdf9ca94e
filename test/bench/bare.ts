import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { SQSClient, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { requireEnv } from '../../shared/contract/env.ts';
import { ENV } from '../../shared/contract/names.ts';

type Webhook = { body: string; signature: string; email: string };

const RAW = Buffer.from(
  [
    'From: hello@demo.example',
    'To: ana@example.com',
    'Subject: Thank you',
    'MIME-Version: 1.0',
    '',
    'x'.repeat(8000),
  ].join('\r\n'),
);

/** The opponent: the SDK calls that the job needs, and nothing else: no rules, no template, no checks. */
export function makeBare(secret: string) {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const [events, sqs, ses] = [new EventBridgeClient({}), new SQSClient({}), new SESClient({})];
  const TableName = requireEnv(ENV.table);

  async function webhooks(make: () => Webhook, count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const { body, signature } = make();
      const expected = createHmac('sha256', secret).update(body).digest();
      if (!timingSafeEqual(expected, Buffer.from(signature, 'base64'))) throw new Error('bad signature');
      const order: unknown = JSON.parse(body);
      const Detail = JSON.stringify({ order, at: new Date().toISOString() });
      const EventBusName = requireEnv(ENV.bus);
      await events.send(
        new PutEventsCommand({ Entries: [{ EventBusName, Source: 'bare', DetailType: 'purchase', Detail }] }),
      );
    }
  }

  const item = (pk: string, sk: string) => ({ Put: { TableName, Item: { pk, sk, data: 'x'.repeat(600) } } });

  /** Read, write the decision, queue the key. */
  async function planOne(pk: string): Promise<void> {
    await documents.send(
      new BatchGetCommand({
        RequestItems: {
          [TableName]: { Keys: ['a', 'b', 'c'].map((sk) => ({ pk, sk })), ConsistentRead: true },
        },
      }),
    );
    await documents.send(
      new TransactWriteCommand({ TransactItems: ['a', 'b', 'c', 'd', 'e'].map((sk) => item(pk, sk)) }),
    );
  }

  /** Read, claim, send, mark. */
  async function sendOne(pk: string): Promise<void> {
    await documents.send(
      new BatchGetCommand({
        RequestItems: {
          [TableName]: { Keys: ['a', 'b', 'c', 'd'].map((sk) => ({ pk, sk })), ConsistentRead: true },
        },
      }),
    );
    await documents.send(new TransactWriteCommand({ TransactItems: [item(pk, 'a'), item(pk, 'd')] }));
    await ses.send(new SendRawEmailCommand({ RawMessage: { Data: RAW }, Destinations: ['ana@example.com'] }));
    await mark(pk);
  }

  const mark = (pk: string) =>
    documents.send(
      new UpdateCommand({
        TableName,
        Key: { pk, sk: 'd' },
        UpdateExpression: 'SET #s = :s',
        ExpressionAttributeNames: { '#s': 'state' },
        ExpressionAttributeValues: { ':s': 'sent' },
      }),
    );

  /** As ours is driven: ten of a batch side by side. The two reports of SES: one changes the ledger, one only reads it. */
  async function wholeWay(make: () => Webhook, count: number): Promise<void> {
    await webhooks(make, count);
    const people = Array.from({ length: count }, () => randomUUID());
    for (let from = 0; from < count; from += 10) {
      const ten = people.slice(from, from + 10);
      await Promise.all(ten.map(planOne));
      for (const pk of ten)
        await sqs.send(
          new SendMessageBatchCommand({
            QueueUrl: requireEnv(ENV.sendQueue),
            Entries: [{ Id: '0', MessageBody: JSON.stringify({ pk }) }],
          }),
        );
      await Promise.all(ten.map(sendOne));
      await Promise.all(
        ten.map(async (pk) => {
          await documents.send(new GetCommand({ TableName, Key: { pk, sk: 'd' } }));
          await documents.send(new GetCommand({ TableName, Key: { pk, sk: 'd' } }));
          await mark(pk);
        }),
      );
    }
  }

  return { webhooks, wholeWay };
}

import { BatchGetItemCommand, PutItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetSendQuotaCommand, SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessKeyOf } from '../../infra/local/gateway/credential.ts';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';

let cloud: TestCloud;
let configurationSet = '';

const settings = (caller: string) => ({
  endpoint: cloud.gateway.url,
  region: 'eu-central-1',
  credentials: { accessKeyId: accessKeyOf(caller), secretAccessKey: 'local' },
  maxAttempts: 1,
});
const mail = (to: string, text = 'Thanks', from = 'Kettle') =>
  Buffer.from(`From: ${from} <hello@demo.example>\r\nTo: ${to}\r\nSubject: Hi\r\n\r\n${text}\r\n`);
const send = (to: string, tags: Record<string, string> = { 'follow-up': 'abc' }) =>
  new SESClient(settings('send')).send(
    new SendRawEmailCommand({
      RawMessage: { Data: mail(to) },
      ConfigurationSetName: configurationSet,
      Tags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
    }),
  );
const report = z.object({
  'detail-type': z.string(),
  detail: z.object({ mail: z.object({ messageId: z.string(), tags: z.unknown() }) }),
});
const reported = () => cloud.queueMessages('observe').map((body) => report.parse(JSON.parse(body)));
const put = (...kinds: string[]) =>
  new EventBridgeClient(settings('receive')).send(
    new PutEventsCommand({
      Entries: kinds.map((kind) => ({
        EventBusName: cloud.envOf('receive')['BUS_NAME'],
        Source: 'extramile',
        DetailType: kind,
        Detail: '{"a":1}',
      })),
    }),
  );

beforeAll(async () => {
  cloud = await startCloud({ enforce: true });
  configurationSet = cloud.envOf('send')['CONFIGURATION_SET'] ?? '';
});
afterAll(() => cloud.stop());
beforeEach(() => {
  cloud.emptyQueue('observe');
  cloud.emptyQueue('plan');
  cloud.gateway.faults.clear();
  cloud.gateway.requests.clear();
});

describe('mail', () => {
  it('keeps every byte, the configuration set and the tags of what SES accepted', async () => {
    const { MessageId } = await send('ana@example.com', { 'follow-up': 'Zm9v', brand: 'demo' });
    const kept = (await cloud.mails()).find(({ messageId }) => messageId === MessageId);
    expect(kept?.raw).toEqual(mail('ana@example.com'));
    expect(kept?.tags).toEqual({ 'follow-up': 'Zm9v', brand: 'demo' });
    expect(kept?.configurationSet).toBe(configurationSet);
  });

  it('knows the sender, whatever a name in quotes pretends', async () => {
    const from = String.raw`"\"Kettle\", Tea; <eve@other.example> bob@other.example"`;
    const sending = new SESClient(settings('send')).send(
      new SendRawEmailCommand({ RawMessage: { Data: mail('ana@example.com', 'Thanks', from) } }),
    );
    await expect(sending).resolves.toHaveProperty('MessageId');
  });

  it.each([
    ['ana@example.com', ['Email Delivered']],
    ['ooto@simulator.amazonses.com', ['Email Delivered']],
    ['bounce@simulator.amazonses.com', ['Email Bounced']],
    ['bounce+7@simulator.amazonses.com', ['Email Bounced']],
    ['suppressionlist@simulator.amazonses.com', ['Email Bounced']],
    ['complaint@simulator.amazonses.com', ['Email Delivered', 'Email Complaint Received']],
  ])('reports of a mail to %s: %j', async (to, expected) => {
    const { MessageId } = await send(to);
    expect(reported().map((event) => event['detail-type'])).toEqual(expected);
    expect(reported()[0]?.detail.mail.messageId).toBe(MessageId);
    expect(reported()[0]?.detail.mail.tags).toMatchObject({ 'follow-up': ['abc'] });
  });

  it('refuses tags that SES would refuse, and configuration sets that do not exist', async () => {
    await expect(send('ana@example.com', { 'follow-up': 'a b' })).rejects.toThrow('Invalid tag');
    const { MessageId } = await send('ana@example.com');
    expect(MessageId).toBeDefined();
  });

  it('tells a quota and throttles what is over its rate', async () => {
    const dispatch = new SESClient(settings('dispatch'));
    expect((await dispatch.send(new GetSendQuotaCommand({}))).MaxSendRate).toBe(500);
    cloud.mail.quota = { rate: 0, perDay: 100 };
    await expect(send('ana@example.com')).rejects.toMatchObject({ name: 'Throttling' });
    cloud.mail.quota = { rate: 500, perDay: 1_000_000 };
  });
});

describe('the bus', () => {
  it('has stored what matches a rule when it answers, and drops what matches none', async () => {
    const { FailedEntryCount } = await put('purchase', 'nonsense');
    expect(FailedEntryCount).toBe(0);
    expect(cloud.queueMessages('plan').map((body) => JSON.parse(body)['detail-type'])).toEqual(['purchase']);
  });

  it('fails in part on request', async () => {
    cloud.gateway.faults.add({ service: 'events', partialFailure: [1] });
    const answer = await put('purchase', 'refund', 'signup');
    expect(answer.FailedEntryCount).toBe(1);
    expect(answer.Entries?.map((entry) => Boolean(entry.ErrorCode))).toEqual([false, true, false]);
    expect(cloud.queueMessages('plan')).toHaveLength(2);
  });
});

const readOf = (key: Record<'pk' | 'sk', { S: string }>) =>
  new BatchGetItemCommand({ RequestItems: { [cloud.tableName]: { Keys: [key] } } });

describe('permissions', () => {
  const key = { pk: { S: 'x' }, sk: { S: 'y' } };

  it('let a function do what its role allows', async () => {
    const { Responses } = await new DynamoDBClient(settings('plan')).send(readOf(key));
    expect(Responses?.[cloud.tableName]).toEqual([]);
  });

  it('refuse the rest as AWS does, with a line on the console', async () => {
    const dispatch = new DynamoDBClient(settings('dispatch'));
    await expect(
      dispatch.send(new PutItemCommand({ TableName: cloud.tableName, Item: key })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    const queueUrl = cloud.envOf('dispatch')['SEND_QUEUE_URL'];
    await expect(
      new SQSClient(settings('receive')).send(
        new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'x' }),
      ),
    ).rejects.toThrow('not authorized to perform: sqs:SendMessage');
    await expect(new SESClient(settings('plan')).send(new GetSendQuotaCommand({}))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    expect(cloud.lines.join('\n')).toContain('dispatch was refused by its own role');
  });

  it('know nobody without one of our access keys', async () => {
    await expect(new DynamoDBClient(settings('stranger')).send(readOf(key))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  it('reach secrets only of the granted name', async () => {
    const secret = cloud.envOf('send')['LINK_KEY_SECRET'];
    const { SecretString } = await new SecretsManagerClient(settings('send')).send(
      new GetSecretValueCommand({ SecretId: secret }),
    );
    expect(SecretString?.length).toBeGreaterThan(20);
    await expect(
      new SecretsManagerClient(settings('dispatch')).send(new GetSecretValueCommand({ SecretId: secret })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('faults', () => {
  it('cut the connection after the whole mail was read, and count one request', async () => {
    const before = (await cloud.mails()).length;
    cloud.gateway.faults.add({ service: 'ses', dropAfterRead: true });
    await expect(send('ana@example.com')).rejects.toThrow(/socket|ECONNRESET/);
    expect(cloud.gateway.requests.count({ service: 'ses' })).toBe(1);
    expect(await cloud.mails()).toHaveLength(before);
  });

  it('cut the connection after the mail was accepted', async () => {
    const before = (await cloud.mails()).length;
    cloud.gateway.faults.add({ service: 'ses', dropAfterAccept: true });
    await expect(send('ana@example.com')).rejects.toThrow(/socket|ECONNRESET/);
    expect(await cloud.mails()).toHaveLength(before + 1);
  });

  it('answer 500, throttle or cancel a transaction in the words of the service, as often as told', async () => {
    cloud.gateway.faults.add({ service: 'ses', respond: { status: 500, code: 'InternalFailure' } });
    await expect(send('ana@example.com')).rejects.toMatchObject({ name: 'InternalFailure' });
    const plan = new DynamoDBClient(settings('plan'));
    const get = () => plan.send(readOf({ pk: { S: 'a' }, sk: { S: 'b' } }));
    cloud.gateway.faults.add({
      service: 'dynamodb',
      caller: 'plan',
      times: 2,
      respond: { code: 'ProvisionedThroughputExceededException' },
    });
    for (const _ of [1, 2])
      await expect(get()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await expect(get()).resolves.toBeDefined();
    cloud.gateway.faults.add({
      service: 'dynamodb',
      respond: {
        code: 'TransactionCanceledException',
        extra: { CancellationReasons: [{ Code: 'TransactionConflict' }] },
      },
    });
    await expect(get()).rejects.toMatchObject({ CancellationReasons: [{ Code: 'TransactionConflict' }] });
    expect(cloud.gateway.requests.count({ service: 'dynamodb', operation: 'BatchGetItem' })).toBe(4);
  });
});

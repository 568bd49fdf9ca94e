import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROOMS } from '../../infra/rooms.ts';
import { ENV } from '../../shared/contract/names.ts';
import {
  type Assembly,
  functionsByRoom,
  mentions,
  ofType,
  permissionsByRoom,
  type Properties,
  readAssembly,
  target,
} from './template.ts';

let assembly: Assembly;
let rooms: Map<string, Properties>;
beforeAll(async () => {
  assembly = await readAssembly('dev');
  rooms = functionsByRoom(assembly.service);
});

const KEY = 'secretsmanager:GetSecretValue';
const MANAGE = ['secretsmanager:CreateSecret', KEY, 'secretsmanager:PutSecretValue'];
const TABLE = (...operations: string[]): string[] => operations.map((one) => `dynamodb:${one}`);
const CONSUME = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];

/** Beside logging and tracing, which all have. */
const MAY: Record<string, { actions: string[]; env: string[] }> = {
  receive: {
    actions: [...TABLE('BatchGetItem', 'UpdateItem'), KEY, 'events:PutEvents', 'sqs:SendMessage'],
    env: [ENV.table, ENV.sourceSecrets, ENV.bus, ENV.fetchQueue, ENV.privacyQueue, ENV.stage],
  },
  fetch: {
    actions: [...TABLE('BatchGetItem', 'UpdateItem'), ...CONSUME, KEY, 'events:PutEvents', 'sqs:SendMessage'],
    env: [ENV.table, ENV.sourceSecrets, ENV.bus, ENV.fetchQueue, ENV.stage],
  },
  plan: {
    actions: [...TABLE('BatchGetItem', 'PutItem', 'UpdateItem'), ...CONSUME, KEY, 'sqs:SendMessage'],
    env: [ENV.table, ENV.contactKey, ENV.sendQueue],
  },
  dispatch: {
    actions: [...TABLE('BatchGetItem', 'Query', 'UpdateItem'), 'sqs:SendMessage', 'ses:GetSendQuota'],
    env: [ENV.table, ENV.sendQueue],
  },
  send: {
    actions: [...TABLE('BatchGetItem', 'PutItem', 'UpdateItem'), ...CONSUME, KEY, 'ses:SendRawEmail'],
    env: [ENV.table, ENV.linkKey, ENV.configurationSet, ENV.trackingSets, ENV.pagesUrl],
  },
  observe: {
    actions: [...TABLE('BatchGetItem', 'PutItem', 'Query', 'UpdateItem'), ...CONSUME, 'events:PutEvents'],
    env: [ENV.table, ENV.bus],
  },
  pages: {
    actions: [...TABLE('BatchGetItem', 'PutItem', 'UpdateItem'), KEY, 'events:PutEvents'],
    env: [ENV.table, ENV.linkKey, ENV.bus],
  },
  console: {
    actions: [
      ...TABLE('BatchGetItem', 'PutItem', 'Query', 'UpdateItem'),
      ...MANAGE,
      'events:PutEvents',
      'cloudwatch:DescribeAlarms',
      'sqs:GetQueueAttributes',
      'sqs:SendMessage',
      'ses:GetAccount',
      'ses:GetConfigurationSetEventDestinations',
      'ses:GetEmailIdentity',
      'ses:SendRawEmail',
    ],
    env: [
      ENV.table,
      ENV.contactKey,
      ENV.sourceSecrets,
      ENV.pagesUrl,
      ENV.stage,
      ENV.bus,
      ENV.privacyQueue,
      ENV.linkKey,
      ENV.configurationSet,
      ENV.trackingSets,
      ENV.senderIdentity,
      ENV.deadLetters,
      ENV.alarms,
    ],
  },
  calendar: {
    actions: [...TABLE('BatchGetItem', 'Query', 'UpdateItem'), 'events:PutEvents'],
    env: [ENV.table, ENV.bus],
  },
  tend: {
    actions: [
      ...TABLE('BatchGetItem', 'PutItem', 'Query', 'UpdateItem'),
      KEY,
      'events:PutEvents',
      'ses:ListSuppressedDestinations',
    ],
    env: [ENV.table, ENV.bus, ENV.contactKey],
  },
  jobs: {
    actions: [
      ...TABLE('BatchGetItem', 'BatchWriteItem', 'PutItem', 'Query', 'UpdateItem'),
      ...MANAGE,
      ...CONSUME,
      'sqs:SendMessage',
      'events:PutEvents',
    ],
    env: [ENV.table, ENV.contactKey, ENV.sourceSecrets, ENV.pagesUrl, ENV.bus, ENV.stage, ENV.privacyQueue],
  },
};
const ALL_MAY = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

test('there is one function for every room', () => {
  expect([...rooms.keys()].sort()).toEqual([...ROOMS].sort());
});

describe.each([...ROOMS])('the function of %s', (room) => {
  const fn = (): Properties => rooms.get(room)!;

  test('runs on Node 24, arm64, traced, with structured logs', () => {
    expect(fn()).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON' },
    });
  });

  test('says what it is for and keeps memory and time within what AWS allows', () => {
    expect(fn()['Description']).toMatch(/\w{3,} \w+/);
    expect(fn()['MemorySize']).toBeGreaterThanOrEqual(256);
    expect(fn()['Timeout']).toBeLessThanOrEqual(900);
    expect(fn()['ReservedConcurrentExecutions']).toBeUndefined();
  });

  test('has a log group of its own that forgets', () => {
    const logs = assembly.service.Resources[target(fn()['LoggingConfig'].LogGroup)];
    expect(logs).toMatchObject({ Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 30 } });
    expect(mentions([...rooms.values()].map((f) => f['LoggingConfig'].LogGroup))).toHaveLength(
      new Set(mentions([...rooms.values()].map((f) => f['LoggingConfig'].LogGroup))).size,
    );
  });

  test('has a role of its own, without managed policies', () => {
    const role = assembly.service.Resources[target(fn()['Role'])]!;
    expect(role.Properties['ManagedPolicyArns']).toBeUndefined();
    expect([...rooms.values()].filter((f) => target(f['Role']) === target(fn()['Role']))).toHaveLength(1);
  });

  test('may do what it needs and nothing else', () => {
    const actions = permissionsByRoom(assembly.service)
      .get(room)!
      .flatMap((s) => s.Action);
    expect([...new Set(actions)].sort()).toEqual([...new Set([...ALL_MAY, ...MAY[room]!.actions])].sort());
  });

  test('is told exactly the names it needs', () => {
    expect(Object.keys(fn()['Environment'].Variables).sort()).toEqual(
      [ENV.logLevel, ...MAY[room]!.env].sort(),
    );
  });
});

test('all functions share one asset with a file for each of them', () => {
  const code = ofType(assembly.service, 'AWS::Lambda::Function').map(([, p]) => String(p['Code'].S3Key));
  expect(new Set(code).size).toBe(1);
  const asset = join(assembly.folder, `asset.${code[0]!.replace('.zip', '')}`);
  expect(ROOMS.filter((room) => !existsSync(join(asset, `${room}.mjs`)))).toEqual([]);
});

test('no variable has a name that the functions do not know', () => {
  const known: string[] = Object.values(ENV);
  const given = [...rooms.values()].flatMap((fn) => Object.keys(fn['Environment'].Variables));
  expect(given.filter((name) => !known.includes(name))).toEqual([]);
});

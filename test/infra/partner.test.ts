import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../../infra/fingerprint.ts';
import { readStage, STAGES } from '../../infra/stages.ts';
import { ENV } from '../../shared/contract/names.ts';
import {
  type Assembly,
  functionsByRoom,
  ofType,
  permissionsByRoom,
  type Properties,
  readAssembly,
  readPartnerAssembly,
  sorted,
  target,
} from './template.ts';

const BUSES = [
  { bus: 'aws.partner/shopify.com/1830279/kettles', brand: 'kettles', source: 'shopify' },
  { bus: 'aws.partner/stripe.com/ed_61Kettles', brand: 'kettles', source: 'stripe' },
];

let folder: string;
let without: Assembly;
let assembly: Assembly;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'extramile-partner-'));
  without = await readAssembly('dev');
  assembly = readPartnerAssembly(folder, BUSES);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const resource = (id: string): Properties => assembly.service.Resources[id]!.Properties;
const fn = (): Properties => functionsByRoom(assembly.service).get('partner')!;
const mapping = (): Properties =>
  ofType(assembly.service, 'AWS::Lambda::EventSourceMapping')
    .map(([, each]) => each)
    .find((each) => resource(target(each['FunctionName'])) === fn())!;
const rules = (): [string, Properties][] =>
  ofType(assembly.service, 'AWS::Events::Rule').filter(([, rule]) =>
    String(rule['EventBusName']).startsWith('aws.partner/'),
  );

test('no stage has partner event buses unless it names them, and then nothing else changes', () => {
  expect(Object.values(STAGES).filter(({ partnerBuses }) => partnerBuses)).toEqual([]);
  const ids = Object.keys(without.service.Resources);
  const more = Object.keys(assembly.service.Resources).filter((id) => !ids.includes(id));
  expect(more.filter((id) => !/Partner/i.test(id))).toEqual([]);
  expect(ids.filter((id) => /Partner/i.test(id) || !(id in assembly.service.Resources))).toEqual([]);
  expect(assembly.data.Resources).toEqual(without.data.Resources);
});

test('each bus has a rule for its partner’s events, to the one queue, with its dead letters', () => {
  expect(rules().map(([, rule]) => rule['EventBusName'])).toEqual(BUSES.map(({ bus }) => bus));
  const queue = target(mapping()['EventSourceArn']);
  const deadLetters = target(resource(queue)['RedrivePolicy'].deadLetterTargetArn);
  for (const [, rule] of rules()) {
    expect(rule['EventPattern']).toEqual({ source: [rule['EventBusName']] });
    expect(rule['Targets']).toHaveLength(1);
    const [to] = rule['Targets'];
    expect([target(to.Arn), target(to.DeadLetterConfig.Arn)]).toEqual([queue, deadLetters]);
    // The numbers of the platform pass as they are written.
    expect(to.InputTransformer ?? to.Input ?? to.InputPath).toBeUndefined();
  }
});

test('only these rules may put anything into its queues', () => {
  const queue = target(mapping()['EventSourceArn']);
  const deadLetters = target(resource(queue)['RedrivePolicy'].deadLetterTargetArn);
  for (const id of [queue, deadLetters]) {
    const allowed = ofType(assembly.service, 'AWS::SQS::QueuePolicy')
      .filter(([, policy]) => target(policy['Queues'][0]) === id)
      .flatMap(([, policy]) => policy['PolicyDocument'].Statement)
      .filter((statement) => statement.Effect === 'Allow');
    expect(allowed.map((one) => one.Principal)).toEqual(
      BUSES.map(() => ({ Service: 'events.amazonaws.com' })),
    );
    expect(sorted(allowed.map((one) => target(one.Condition.ArnEquals['aws:SourceArn'])))).toEqual(
      sorted(rules().map(([id]) => id)),
    );
  }
});

test('its queue hides a message six times as long as the function may run, in batches of which single ones may fail', () => {
  const queue = resource(target(mapping()['EventSourceArn']));
  expect(queue['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * fn()['Timeout']);
  expect(mapping()).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
});

test('the function may do what it needs and nothing else: no secret is among it', () => {
  const actions = permissionsByRoom(assembly.service)
    .get('partner')!
    .flatMap((statement) => statement.Action)
    .filter((action) => !/^(logs|xray):/.test(action));
  expect(sorted(actions)).toEqual(
    sorted([
      'dynamodb:BatchGetItem',
      'dynamodb:UpdateItem',
      'events:PutEvents',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
    ]),
  );
  const { Variables } = fn()['Environment'];
  expect(sorted(Object.keys(Variables))).toEqual(
    sorted([ENV.table, ENV.bus, ENV.partnerBuses, ENV.privacyQueue, ENV.logLevel]),
  );
  expect(JSON.parse(Variables[ENV.partnerBuses])).toEqual(BUSES);
});

test('its alarms stand in the runbook', () => {
  const names = (of: Assembly) =>
    ofType(of.service, 'AWS::CloudWatch::Alarm').map(([, alarm]) => String(alarm['AlarmName']));
  const more = names(assembly).filter((name) => !names(without).includes(name));
  expect(sorted(more)).toEqual(['extramile-dev-partner-dead-letters', 'extramile-dev-partner-delayed']);
  const runbook = readFileSync(join(ROOT, 'docs', 'runbook.md'), 'utf8');
  for (const name of more) expect(runbook).toContain(`\n### ${name.replace('extramile-dev-', '')}\n`);
});

describe('the buses that the command line names', () => {
  test('may be a list or its JSON', () => {
    for (const given of [BUSES, JSON.stringify(BUSES)])
      expect(readStage('prod', given)).toEqual({ ...STAGES.prod, partnerBuses: BUSES });
    expect(readStage('prod')).toBe(STAGES.prod);
  });

  test.each([
    ['a bus of somebody else', [{ ...BUSES[0], bus: 'aws.partner/example.com/1' }]],
    ['a bus of our own', [{ ...BUSES[0], bus: 'default' }]],
    ['one bus for two sources', [BUSES[0], { ...BUSES[0], source: 'other' }]],
    ['no source', [{ bus: BUSES[0]!.bus, brand: 'kettles' }]],
    ['no list', BUSES[0]],
    ['no JSON', 'kettles'],
  ])('are refused with the reason: %s', (_what, given) => {
    expect(() => readStage('dev', given)).toThrow(/The partner event buses: ./);
  });
});

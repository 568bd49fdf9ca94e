import { beforeAll, describe, expect, test } from 'vitest';
import { ALL_KINDS } from '../../shared/contract/event.ts';
import { EVENT_SOURCE, SES_DETAIL_TYPES, SES_EVENT_SOURCE } from '../../shared/contract/names.ts';
import { NOTICE_KINDS } from '../../shared/contract/notice.ts';
import { type Assembly, ofType, type Properties, readAssembly, sorted, target } from './template.ts';

let assembly: Assembly;
let queues: [string, Properties][];
let deadLetterQueues: Set<string>;
beforeAll(async () => {
  assembly = await readAssembly('dev');
  queues = ofType(assembly.service, 'AWS::SQS::Queue');
  const targets = ofType(assembly.service, 'AWS::Events::Rule').map(([, rule]) => rule['Targets'][0]);
  const functions = ofType(assembly.service, 'AWS::Lambda::Function').map(([, fn]) => fn);
  deadLetterQueues = new Set([
    ...queues.flatMap(([, q]) =>
      q['RedrivePolicy'] ? [target(q['RedrivePolicy'].deadLetterTargetArn)] : [],
    ),
    ...targets.map((to) => target(to.DeadLetterConfig.Arn)),
    ...functions.flatMap((fn) => (fn['DeadLetterConfig'] ? [target(fn['DeadLetterConfig'].TargetArn)] : [])),
  ]);
});

const mappings = (): Properties[] =>
  ofType(assembly.service, 'AWS::Lambda::EventSourceMapping').map(([, m]) => m);
const resource = (id: string): Properties => assembly.service.Resources[id]!.Properties;
const roomOf = (mapping: Properties): string =>
  resource(target(mapping['FunctionName']))['Handler'].split('.')[0];

test('every queue has a queue for what fails, or is one', () => {
  const without = queues.filter(([id, queue]) => !queue['RedrivePolicy'] && !deadLetterQueues.has(id));
  expect(without.map(([id]) => id)).toEqual([]);
  expect(queues.length - deadLetterQueues.size).toBe(5);
});

test('every queue is encrypted and keeps what waits for two weeks', () => {
  for (const [, queue] of queues)
    expect(queue).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 });
});

test('every queue of dead letters wakes somebody at the first message', () => {
  const watched = ofType(assembly.service, 'AWS::CloudWatch::Alarm').filter(
    ([, a]) => a['MetricName'] === 'ApproximateNumberOfMessagesVisible' && a['Threshold'] === 1,
  );
  const names = watched.map(([, a]) => target(a['Dimensions'][0].Value));
  expect(sorted(names)).toEqual(sorted(deadLetterQueues));
});

test('every target of a rule has a queue for what cannot be delivered, which lets the rule write', () => {
  for (const [ruleId, rule] of ofType(assembly.service, 'AWS::Events::Rule')) {
    for (const to of rule['Targets']) {
      const dlq = target(to.DeadLetterConfig.Arn);
      const policies = ofType(assembly.service, 'AWS::SQS::QueuePolicy').filter(
        ([, p]) => target(p['Queues'][0]) === dlq,
      );
      const allowed = policies
        .flatMap(([, p]) => p['PolicyDocument'].Statement)
        .filter((s) => s.Effect === 'Allow');
      expect(allowed).toContainEqual(
        expect.objectContaining({
          Action: 'sqs:SendMessage',
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [ruleId, 'Arn'] } } },
        }),
      );
    }
  }
});

const rules = (): Properties[] => ofType(assembly.service, 'AWS::Events::Rule').map(([, rule]) => rule);
const worker = (rule: Properties): string => {
  const queue = target(rule['Targets'][0].Arn);
  return roomOf(mappings().find((m) => target(m['EventSourceArn']) === queue)!);
};
const scheduled = (room: string): { rule: Properties; fn: Properties } => {
  const found = rules()
    .filter((rule) => rule['ScheduleExpression'])
    .map((rule) => ({ rule, fn: resource(target(rule['Targets'][0].Arn)) }));
  return found.find(({ fn }) => fn['Handler'] === `${room}.handler`)!;
};

describe('the rules', () => {
  test('everything that happens to people goes to the planner, from our bus', () => {
    const rule = rules().find((r) => r['EventBusName'])!;
    expect(rule['EventPattern']).toEqual({ source: [EVENT_SOURCE], 'detail-type': [...ALL_KINDS] });
    expect(JSON.stringify(rule['EventBusName'])).toContain('EventsBus');
    expect(worker(rule)).toBe('plan');
  });

  test('what SES tells goes to the observer, from the default bus', () => {
    const rule = rules().find((r) => r['EventPattern']?.source[0] === SES_EVENT_SOURCE)!;
    expect(rule['EventBusName']).toBeUndefined();
    expect(rule['EventPattern']['detail-type']).toEqual([...SES_DETAIL_TYPES]);
    const sets = rule['EventPattern'].detail.mail.tags['ses:configuration-set'];
    expect(new Set(sets.map((set: unknown) => JSON.stringify(set))).size).toBe(4);
    expect(JSON.stringify(sets[0])).toContain('ConfigurationSet');
    expect(worker(rule)).toBe('observe');
  });

  test('the dispatcher runs every minute and ends before the next', () => {
    const { rule, fn } = scheduled('dispatch');
    expect(rule['ScheduleExpression']).toBe('rate(1 minute)');
    expect(fn['Timeout']).toBeLessThan(60);
  });

  test('sources are looked after every quarter of an hour', () => {
    const { rule, fn } = scheduled('tend');
    expect(rule['ScheduleExpression']).toBe('rate(15 minutes)');
    expect(fn['Timeout']).toBeLessThan(15 * 60);
  });

  test('the calendar looks every hour and ends before the next', () => {
    const { rule, fn } = scheduled('calendar');
    expect(rule['ScheduleExpression']).toBe('rate(1 hour)');
    expect(fn['Timeout']).toBeLessThan(60 * 60);
  });

  test('what is said of a source is not planned as if it had happened to a person', () => {
    const kinds: string[] = [...ALL_KINDS];
    expect(NOTICE_KINDS.filter((kind) => kinds.includes(kind))).toEqual([]);
  });

  test('there are no others', () => expect(rules()).toHaveLength(5));
});

describe.each(['fetch', 'plan', 'send', 'observe'])('the queue of %s', (room) => {
  const mapping = (): Properties => mappings().find((m) => roomOf(m) === room)!;

  test('is worked off in batches of ten of which single messages may fail', () => {
    expect(mapping()).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    expect(mapping()['ScalingConfig'].MaximumConcurrency).toBeGreaterThanOrEqual(2);
  });

  test('hides a message six times as long as the function may run, and tries it a few times', () => {
    const queue = resource(target(mapping()['EventSourceArn']));
    const fn = resource(target(mapping()['FunctionName']));
    expect(queue['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * fn['Timeout']);
    expect(queue['RedrivePolicy'].maxReceiveCount).toBeGreaterThanOrEqual(3);
  });
});

test('requests about people’s data are done one at a time, and a shop’s erasure may take its time', () => {
  const mapping = mappings().find((m) => roomOf(m) === 'jobs')!;
  expect(mapping).toMatchObject({ BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] });
  const queue = resource(target(mapping['EventSourceArn']));
  const fn = resource(target(mapping['FunctionName']));
  expect(queue['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * fn['Timeout']);
});

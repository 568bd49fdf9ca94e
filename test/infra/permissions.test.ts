import { beforeAll, expect, test } from 'vitest';
import { WILDCARDS } from '../../infra/constructs/wildcards.ts';
import {
  type Assembly,
  mentions,
  ofType,
  permissionsByRoom,
  readAssembly,
  sorted,
  type Statement,
} from './template.ts';

let assembly: Assembly;
let permissions: Map<string, Statement[]>;
beforeAll(async () => {
  assembly = await readAssembly('dev');
  permissions = permissionsByRoom(assembly.service);
});

const all = (): Statement[] => [...permissions.values()].flat();
const text = (value: unknown): string => JSON.stringify(value);

test('a permission wider than one resource is on the list, with its reason', () => {
  const listed: string[] = Object.values(WILDCARDS).flatMap((wildcard) => wildcard.actions);
  const wide = all().filter((s) => text(s.Resource).includes('*'));
  expect(wide.flatMap((s) => s.Action).filter((action) => !listed.includes(action))).toEqual([]);
  expect(Object.values(WILDCARDS).every(({ reason }) => reason.length > 40)).toBe(true);
});

test('everything on the list is needed', () => {
  const wide = new Set(all().flatMap((s) => (text(s.Resource).includes('*') ? s.Action : [])));
  expect(
    Object.values(WILDCARDS).flatMap(({ actions }) => actions.filter((action) => !wide.has(action))),
  ).toEqual([]);
});

test('secrets of sources are reached by the prefix of the stage only', () => {
  const wide = all().filter(
    (s) => s.Action.some((a) => a.startsWith('secretsmanager:')) && text(s.Resource).includes('*'),
  );
  expect(wide).toHaveLength(4);
  for (const { Resource } of wide) expect(text(Resource)).toContain(':secret:extramile/dev/sources/*');
});

test('no action is a pattern, and nothing is allowed to everybody', () => {
  expect(
    all()
      .flatMap((s) => s.Action)
      .filter((action) => action.includes('*')),
  ).toEqual([]);
  expect(all().filter((s) => s.Effect !== 'Allow')).toEqual([]);
});

test('mail goes out under our identity and configuration set only', () => {
  const statements = all().filter((s) => s.Action.includes('ses:SendRawEmail'));
  const sending = [...permissions].filter(([, of]) => of.some((s) => statements.includes(s)));
  // The console sends tests, to addresses that were confirmed.
  expect(sending.map(([room]) => room).sort()).toEqual(['console', 'send']);
  expect(statements).toHaveLength(2);
  for (const { Resource } of statements) {
    expect(text(Resource)).toMatch(/:identity\//);
    expect(text(Resource)).toMatch(/:configuration-set\//);
  }
});

test('only who has to may ask an index: the dispatcher what waits, the calendar whose day it is, jobs who there is, and the console', () => {
  const asking = [...permissions].flatMap(([room, statements]) =>
    [...text(statements).matchAll(/\/index\/(\w+)/g)].map(([, index]) => `${room} ${index}`),
  );
  expect(asking.sort()).toEqual([
    'calendar byDate',
    'console byDate',
    'console byDay',
    'console byDue',
    'console byList',
    'dispatch byDue',
    'jobs byList',
  ]);
});

test('only jobs may remove something', () => {
  const removing = [...permissions].filter(([, statements]) =>
    /dynamodb:(BatchWriteItem|DeleteItem)/.test(text(statements)),
  );
  expect(removing.map(([room]) => room)).toEqual(['jobs']);
  expect(text(removing)).not.toContain('DeleteItem"');
});

test('messages are sent only to the queues of send, fetch and jobs, and by jobs to where failed calls are kept', () => {
  const queues = [...permissions].flatMap(([room, statements]) =>
    statements.flatMap((s) =>
      s.Action.includes('sqs:SendMessage') ? mentions(s.Resource).map((queue) => [room, queue] as const) : [],
    ),
  );
  expect(queues.map(([room]) => room).sort()).toEqual([
    'console',
    'dispatch',
    'fetch',
    'jobs',
    'jobs',
    'plan',
    'receive',
    'receive',
  ]);
  const targetsOf = (...rooms: string[]) =>
    new Set(queues.filter(([room]) => rooms.includes(room)).map(([, queue]) => queue));
  expect([...targetsOf('dispatch', 'plan')]).toEqual([expect.stringContaining('SendQueue')]);
  expect([...targetsOf('fetch')]).toEqual([expect.stringContaining('FetchQueue')]);
  expect([...targetsOf('console')]).toEqual([expect.stringContaining('PrivacyQueue')]);
  expect([...targetsOf('receive')]).toEqual([
    expect.stringContaining('FetchQueue'),
    expect.stringContaining('PrivacyQueue'),
  ]);
});

test('the console looks how mail stands, at our own domain and configuration set, and counts every queue of dead letters', () => {
  const looking = [...permissions].filter(([, statements]) =>
    /ses:Get(EmailIdentity|Account|Configuration)|sqs:GetQueueAttributes/.test(text(lookers(statements))),
  );
  expect(looking.map(([room]) => room)).toEqual(['console']);
  const own = permissions.get('console') ?? [];
  const of = (action: string) => own.filter((s) => s.Action.includes(action)).map((s) => text(s.Resource));
  expect(of('ses:GetEmailIdentity')).toEqual([expect.stringContaining(':identity/')]);
  const [sets = '', ...more] = of('ses:GetConfigurationSetEventDestinations');
  expect(more).toEqual([]);
  expect(sets.split(':configuration-set/')).toHaveLength(1 + 4);
  const [queues] = own.filter((s) => s.Action.includes('sqs:GetQueueAttributes'));
  const letters = ofType(assembly.service, 'AWS::SQS::Queue').filter(
    ([, queue]) => queue['RedrivePolicy'] === undefined,
  );
  expect(sorted(mentions(queues?.Resource))).toEqual(sorted(letters.map(([id]) => id)));
});

/** Who works a queue off asks how it stands, too: that comes with the event source. */
const lookers = (statements: Statement[]): Statement[] =>
  statements.filter((s) => !s.Action.includes('sqs:ReceiveMessage'));

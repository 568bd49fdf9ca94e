import { expect, test } from 'vitest';
import { DueWatch } from '../../infra/local/run/due-watch.ts';

const key = (sk: string) => ({ pk: { S: 'CONTACT#demo#a' }, sk: { S: sk } });
const due = (at: string) => ({ S: `${at.slice(0, 16)}#899#${at.slice(17)}` });
const [MORNING, NOON, NIGHT] = [
  '2027-03-02T08:00:00.000Z',
  '2027-03-02T12:00:00.000Z',
  '2027-03-02T22:00:00.000Z',
];

const put = (sk: string, at?: string) => ({
  operation: 'TransactWriteItems',
  input: { TransactItems: [{ Put: { Item: { ...key(sk), ...(at && { dueSk: due(at) }) } } }] },
});
const change = (sk: string, expression: string, at = '') => ({
  operation: 'UpdateItem',
  input: {
    Key: key(sk),
    UpdateExpression: expression,
    ExpressionAttributeNames: { '#dueSk': 'dueSk', '#state': 'state' },
    ExpressionAttributeValues: { ':next': due(at), ':seen': due(MORNING) },
  },
});

test('what was put to wait is known by the earliest', () => {
  const watch = new DueWatch();
  expect(watch.earliest).toBe(Infinity);
  for (const [sk, at] of [['one', NIGHT] as const, ['two', NOON] as const]) watch.see(put(sk, at));
  expect(watch.earliest).toBe(Date.parse(NOON));
});

test('what moves, ends or is removed waits at its new time, or no longer', () => {
  const watch = new DueWatch();
  for (const sk of ['moved', 'ended', 'removed']) watch.see(put(sk, MORNING));
  watch.see(change('moved', 'SET #dueSk = :next', NIGHT));
  watch.see(change('ended', 'SET #state = :next REMOVE #dueSk'));
  watch.see({ operation: 'DeleteItem', input: { Key: key('removed') } });
  expect(watch.earliest).toBe(Date.parse(NIGHT));
  watch.see(put('moved'));
  expect(watch.earliest).toBe(Infinity);
});

test('a change of something else leaves it where it waits', () => {
  const watch = new DueWatch();
  watch.see(put('one', NOON));
  watch.see(change('one', 'SET #state = :next'));
  watch.see({ operation: 'Query', input: {} });
  expect(watch.earliest).toBe(Date.parse(NOON));
});

test('batches are read like single writes, and asking begins anew', () => {
  const watch = new DueWatch();
  const Item = { ...key('one'), dueSk: due(NOON) };
  watch.see({ operation: 'BatchWriteItem', input: { RequestItems: { table: [{ PutRequest: { Item } }] } } });
  expect(watch.earliest).toBe(Date.parse(NOON));
  watch.forget();
  expect(watch.earliest).toBe(Infinity);
});

test('however much has come to wait, the earliest is found', () => {
  const watch = new DueWatch();
  for (let at = 0; at < 200_000; at++) watch.see(put(`one-${at}`, at === 777 ? MORNING : NIGHT));
  expect(watch.earliest).toBe(Date.parse(MORNING));
});

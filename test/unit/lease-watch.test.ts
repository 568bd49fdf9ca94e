import { expect, test } from 'vitest';
import { LeaseWatch } from '../../infra/local/run/lease-watch.ts';

const LATER = { S: '2027-03-02T08:05:00.000Z' };
const key = (sk: string) => ({ pk: { S: 'CONTACT#demo#a' }, sk: { S: sk } });
const change = (sk: string, expression: string) => ({
  operation: 'UpdateItem',
  input: {
    Key: key(sk),
    UpdateExpression: expression,
    ExpressionAttributeNames: { '#leaseUntil': 'leaseUntil' },
    ExpressionAttributeValues: { ':lease': LATER, ':next': { S: 'sent' } },
  },
});
const lease = (sk: string) => change(sk, 'SET state = :next, #leaseUntil = :lease');

/** How often it had all leases ended when it was asked to. */
async function endedBy(watch: LeaseWatch): Promise<number> {
  let times = 0;
  await watch.end(async () => {
    times += 1;
    return 0;
  });
  return times;
}

test('after a start it is looked once, as nobody knows what was leased before', async () => {
  const watch = new LeaseWatch();
  expect(await endedBy(watch)).toBe(1);
  expect(await endedBy(watch)).toBe(0);
});

test('it is looked where something that was leased was not given back', async () => {
  const watch = new LeaseWatch();
  await endedBy(watch);
  for (const sk of ['sent', 'put anew', 'deleted', 'left']) watch.see(lease(sk));
  watch.see(change('sent', 'SET state = :next REMOVE dueSk, #leaseUntil'));
  watch.see({
    operation: 'TransactWriteItems',
    input: { TransactItems: [{ Put: { Item: key('put anew') } }] },
  });
  watch.see({ operation: 'DeleteItem', input: { Key: key('deleted') } });
  expect(await endedBy(watch)).toBe(1);
  expect(await endedBy(watch)).toBe(0);

  watch.see(lease('sent'));
  watch.see(change('sent', 'SET state = :next REMOVE #leaseUntil'));
  expect(await endedBy(watch)).toBe(0);
});

test('what could not be looked through is looked through the next time', async () => {
  const watch = new LeaseWatch();
  await expect(watch.end(() => Promise.reject(new Error('cut off')))).rejects.toThrow('cut off');
  expect(await endedBy(watch)).toBe(1);
});

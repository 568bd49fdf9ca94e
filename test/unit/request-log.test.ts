import { expect, test } from 'vitest';
import { RequestLog } from '../../infra/local/gateway/request-log.ts';

test('counts every request, however many there were and whoever forgot the first of them', () => {
  const log = new RequestLog();
  const request = { caller: 'send', service: 'ses', operation: 'SendRawEmail' };
  for (let nth = 0; nth < 50_000; nth++) log.add({ ...request, status: nth % 10 === 0 ? 400 : 200 });
  log.add({ caller: 'plan', service: 'dynamodb', operation: 'GetItem', status: 200, capacity: 2 });
  expect(log.count({ service: 'ses' })).toBe(50_000);
  expect(log.count({ caller: 'plan' })).toBe(1);
  expect(log.count()).toBe(50_001);
  expect(log.summary()).toEqual({
    'plan/dynamodb/GetItem': { count: 1, failed: 0, capacity: 2 },
    'send/ses/SendRawEmail': { count: 50_000, failed: 5000, capacity: 0 },
  });
  expect(log.recent.length).toBeLessThanOrEqual(20_000);
});

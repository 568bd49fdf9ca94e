import { expect, test } from 'vitest';
import type { Client } from '../../infra/cli/client.ts';
import { eventOf } from '../../infra/cli/event-of.ts';

/** A system of a brand in Berlin that knows Ana, in Auckland, at a moment. */
function clientAt(now: string): { client: Client; asked: string[] } {
  const never = () => Promise.reject(new Error('Nothing else is asked.'));
  const asked: string[] = [];
  const call = async (_method: string, path: string): Promise<unknown> => {
    asked.push(path);
    if (path === '/local/clock') return { now };
    if (path === '/api/brands/demo/settings') return { timezone: 'Europe/Berlin' };
    const isAna = path === '/api/brands/demo/contacts?email=ana%40example.com';
    return { items: isAna ? [{ zone: { id: 'Pacific/Auckland', from: 'contact' } }] : [] };
  };
  return { client: { call, edit: never, deliver: never }, asked };
}

const dayOf = async (kind: string, email: string, now: string): Promise<unknown> =>
  eventOf({ client: clientAt(now).client, brand: 'demo', options: { email } }, kind);

test.each([
  ['their own', 'ana@example.com', '2026-12-31T12:30:00Z', '--01-01'],
  ['the brand’s', 'ben@example.com', '2026-12-31T12:30:00Z', '--12-31'],
  ['the brand’s, late in the evening,', 'ben@example.com', '2026-12-31T23:30:00Z', '--01-01'],
])('a sample birthday is of the day that it is by %s clock', async (_whose, email, now, on) => {
  expect(await dayOf('birthday', email, now)).toMatchObject({ data: { date: { kind: 'birthday', on } } });
});

test('so are the other days, some years ago', async () => {
  const now = '2028-02-28T23:30:00Z';
  const anniversary = await dayOf('anniversary', 'ben@example.com', now);
  expect(anniversary).toMatchObject({ data: { date: { on: '2025-02-28' } } });
  expect(await dayOf('occasion', 'ben@example.com', now)).toMatchObject({
    data: { date: { on: '2028-02-29' } },
  });
});

test('whose day it is is asked for days alone', async () => {
  const { client, asked } = clientAt('2026-12-31T23:30:00Z');
  await eventOf({ client, brand: 'demo', options: { email: 'ana@example.com' } }, 'purchase');
  expect(asked).toEqual(['/local/clock']);
});

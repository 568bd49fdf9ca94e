import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { runCommand } from '../helpers/command.ts';
import { postStandard } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

const forecast = z.object({
  people: z.number(),
  mails: z.array(z.object({ at: z.string(), rule: z.string(), to: z.string() })),
});
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
];
const PEOPLE = 60;

let system: TestSystem;
beforeAll(async () => void (system = await startSystem()));
afterAll(() => system.stop());

/** The day of the year of somebody, spread over it, and February 29 among them. */
function dayOf(at: number): string {
  const day = new Date(Date.UTC(1980, 0, 1) + ((at * 67 + 59) % 366) * 86_400_000);
  return day.toISOString().slice(5, 10);
}

test('a year of birthdays and anniversaries comes as it was forecast, person by person and to the minute', async () => {
  const now = await system.now();
  const letters = Array.from({ length: PEOPLE }, (_, at) => String.fromCodePoint(0x4e00 + at));
  await Promise.all(
    letters.map(async (letter, at) => {
      const timezone = ZONES[at % ZONES.length];
      const dates = at % 2 === 0 ? { customer: `2019-${dayOf(at + 7)}` } : {};
      // Forecasts show the first letter of an address: here each has their own.
      const contact = { email: `${letter}@example.com`, birthday: `1980-${dayOf(at)}`, timezone, dates };
      const signup = await postStandard(system, { type: 'signup', timestamp: now, data: { contact } }, now);
      expect(signup.status).toBe(202);
    }),
  );
  await system.settle();
  const { code, out } = await runCommand(system, ['forecast', '--days', '366', '--list', '--json']);
  expect(code).toBe(0);
  const foreseen = forecast.parse(JSON.parse(out));
  const before = (await system.mails()).length;
  await system.clock('P364D');
  const end = await system.now();
  const sent = (await system.mails()).slice(before);
  const lived = sent.map(({ at, destinations }) => `${at.slice(0, 16)} ${destinations[0]?.slice(0, 1)}`);
  const expected = foreseen.mails
    .filter(({ at }) => at < end)
    .map(({ at, to }) => `${at.slice(0, 16)} ${to.slice(0, 1)}`);
  expect(lived.toSorted()).toEqual(expected.toSorted());
  // Nearly everybody had a birthday, and every second an anniversary.
  expect(lived.length).toBeGreaterThan(PEOPLE * 1.4);
  // Nobody has two wishes for one date within the year.
  const wishes = foreseen.mails.filter(({ at, rule }) => at < end && rule !== 'welcome');
  expect(new Set(wishes.map(({ to, rule }) => `${rule} ${to.slice(0, 1)}`)).size).toBe(wishes.length);
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { runCommand } from '../helpers/command.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

const forecast = z.object({
  mails: z.array(z.object({ at: z.string(), rule: z.string(), to: z.string() })),
});
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
];
/** The bench `year` does the same with a thousand, or ten thousand. */
const PEOPLE = 300;

let system: TestSystem;
beforeAll(async () => void (system = await startSystem()));
afterAll(() => system.stop());

/** The day of the year of somebody, spread over it, and February 29 among them. */
function dayOf(at: number): string {
  const day = new Date(Date.UTC(1980, 0, 1) + ((at * 67 + 59) % 366) * 86_400_000);
  return day.toISOString().slice(5, 10);
}

async function succeed(args: string[]): Promise<string> {
  const { code, out, error } = await runCommand(system, args);
  expect({ code, error }).toMatchObject({ code: 0 });
  return out;
}

test('a year of people from a file comes as it was forecast, person by person and to the minute', async () => {
  // Forecasts show the first letter of an address: here each has their own.
  const rows = Array.from({ length: PEOPLE }, (_, at) => {
    const since = at % 2 === 0 ? `2019-${dayOf(at + 7)}` : '';
    const email = `${String.fromCodePoint(0x4e00 + at)}@example.com`;
    return `${email},1980-${dayOf(at)},${ZONES[at % ZONES.length]},${since}`;
  });
  const file = join(system.data, 'people.csv');
  await writeFile(file, `email,birthday,timezone,customer_since\n${rows.join('\n')}\n`);
  await succeed(['contacts', 'import', file, '--yes']);
  const foreseen = forecast.parse(
    JSON.parse(await succeed(['forecast', '--days', '366', '--list', '--json'])),
  );
  await succeed(['clock', '--advance', 'P364D']);
  const end = await system.now();
  const sent = await system.mails();
  const lived = sent.map(({ at, destinations }) => `${at.slice(0, 16)} ${destinations[0]?.slice(0, 1)}`);
  const expected = foreseen.mails
    .filter(({ at }) => at < end)
    .map(({ at, to }) => `${at.slice(0, 16)} ${to.slice(0, 1)}`);
  expect(lived.toSorted()).toEqual(expected.toSorted());
  // Nearly everybody had a birthday, and every second an anniversary.
  expect(lived.length).toBeGreaterThan(PEOPLE * 1.45);
  // Nobody has two wishes for one date within the year.
  const wishes = foreseen.mails.filter(({ at }) => at < end);
  expect(new Set(wishes.map(({ to, rule }) => `${rule} ${to.slice(0, 1)}`)).size).toBe(wishes.length);
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { runCommand } from '../helpers/command.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

const ZONES = [
  'Europe/Berlin',
  'Europe/London',
  'Europe/Madrid',
  'Africa/Lagos',
  'America/New_York',
  'America/Los_Angeles',
  'America/Sao_Paulo',
  'Asia/Tokyo',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
];
const YEAR = [...Array.from({ length: 12 }, () => 'P30D'), 'P5D'];
const forecast = z.object({ mails: z.array(z.object({ at: z.string(), to: z.string() })) });

/** The day of the year of somebody, spread over it, and February 29 among them. */
const dayOf = (at: number): string =>
  new Date(Date.UTC(1980, 0, 1) + ((at * 67 + 59) % 366) * 86_400_000).toISOString().slice(5, 10);

/** Forecasts show the first letter of an address: here each has their own. */
const nameOf = (at: number): string => String.fromCodePoint(0x4e00 + at);

/** Which of their days are known. */
type Days = 'birthday' | 'birthday and anniversary';

const rowOf = (at: number, days: Days): string =>
  [
    `${nameOf(at)}@example.com`,
    'Ana',
    `Ruiz ${at}`,
    `1980-${dayOf(at)}`,
    ZONES[at % ZONES.length],
    days === 'birthday' ? '' : `2019-${dayOf(at + 7)}`,
    'granted',
  ].join();

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
};

/**
 * People from a file into the running system, a forecast of their year, and the clock through all of it. The opponent is
 * the year of a tenth of them: what is left when ten times the mails cost less than ten times the time is the walk itself.
 */
export async function benchYear(people: number): Promise<void> {
  console.log(`\nA year of ${people} people in ${ZONES.length} zones\n`);
  await walk(people, 'birthday');
  const few = await walk(Math.ceil(people / 10), 'birthday and anniversary');
  const many = await walk(people, 'birthday and anniversary');
  const each = ({ walked, mails }: Walk): number => (walked * 1000) / mails;
  console.log(
    `per mail        ${each(many).toFixed(1)} ms among ${people}, ${each(few).toFixed(1)} ms among a tenth: ` +
      `${(each(many) / each(few)).toFixed(2)} ×`,
  );
}

type Walk = { walked: number; mails: number };

async function walk(people: number, days: Days): Promise<Walk> {
  const system = await startSystem();
  try {
    const file = join(system.data, 'people.csv');
    const rows = Array.from({ length: people }, (_, at) => rowOf(at, days));
    await writeFile(
      file,
      `email,first_name,last_name,birthday,timezone,customer_since,consent\n${rows.join('\n')}\n`,
    );
    const imported = await seconds(() => succeed(system, ['contacts', 'import', file, '--yes']));
    await system.settle();
    let foreseen = '';
    const forecasted = await seconds(async () => {
      foreseen = await succeed(system, ['forecast', '--days', '366', '--list', '--json']);
    });
    await system.call('DELETE', '/local/requests');
    const before = (await system.mails()).length;
    let ran = 0;
    const walked = await seconds(async () => {
      // In parts: a request that takes minutes is given up by who sent it. Not in many: each answer counts the whole table.
      for (const part of YEAR) ran += (await system.clock(part)).ran;
    });
    const sent = (await system.mails()).slice(before);
    const end = await system.now();
    const lived = sent.map(({ at, destinations }) => `${at.slice(0, 16)} ${destinations[0]?.slice(0, 1)}`);
    const expected = forecast
      .parse(JSON.parse(foreseen))
      .mails.filter(({ at }) => at < end)
      .map(({ at, to }) => `${at.slice(0, 16)} ${to.slice(0, 1)}`);
    const isSame = lived.toSorted().join() === expected.toSorted().join();
    const { requests } = await system.requests();
    const total = Object.values(requests).reduce((sum, { count }) => sum + count, 0);
    console.log(
      `${people} people, ${days} each: ${walked.toFixed(1)} s for ${lived.length} mails, ${isSame ? 'all as' : `NOT as the ${expected.length} that were`} forecast; ${ran} ticks, ` +
        `${total} requests; import ${imported.toFixed(1)} s, forecast ${forecasted.toFixed(1)} s`,
    );
    return { walked, mails: lived.length };
  } finally {
    await system.stop();
  }
}

async function succeed(system: TestSystem, args: string[]): Promise<string> {
  const { code, out, error } = await runCommand(system, args);
  if (code !== 0) throw new Error(error);
  return out;
}

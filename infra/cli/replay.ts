import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { tell } from './ask.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { table } from './table.ts';

const counts = z.record(z.string(), z.number());
const difference = z.object({
  rehearsed: z.number(),
  real: z.number(),
  more: z.number(),
  less: z.number(),
});
const answer = z.looseObject({
  done: z.boolean(),
  cursor: z.number().optional(),
  progress: z.number(),
  events: z.number(),
  people: z.number(),
  rules: z.record(z.string(), difference),
  days: counts,
});
type Whole = Pick<z.infer<typeof answer>, 'events' | 'people' | 'rules' | 'days'>;

/** US dollars that SES takes for a thousand mails, by the plan that new accounts begin with. */
const PER_THOUSAND = 0.16;

async function run({ client, brand, options: { days = '30', rules } }: Run): Promise<Found> {
  if (!/^[1-9]\d{0,2}$/.test(days))
    throw new CommandError('--days takes a whole number of days, 1 to 400.', 2);
  const wish = { days: Number(days), ...(rules !== undefined && { rules: await readRules(rules) }) };
  const whole: Whole = { events: 0, people: 0, rules: {}, days: {} };
  let cursor: number | undefined;
  do {
    const body = { ...wish, ...(cursor !== undefined && { cursor }) };
    const part = answer.parse(
      await client.call('POST', `/api/brands/${encodeURIComponent(brand)}/replay`, body),
    );
    add(whole, part);
    cursor = part.cursor;
    if (process.stderr.isTTY)
      tell(`${Math.round(part.progress * 100)} % of the people, ${whole.events} events`);
  } while (cursor !== undefined);
  return { data: whole, text: textOf(whole, days) };
}

function add(whole: Whole, part: Whole): void {
  whole.events += part.events;
  whole.people += part.people;
  for (const [day, sent] of Object.entries(part.days)) whole.days[day] = (whole.days[day] ?? 0) + sent;
  for (const [rule, of] of Object.entries(part.rules)) {
    const sofar = (whole.rules[rule] ??= { rehearsed: 0, real: 0, more: 0, less: 0 });
    for (const name of ['rehearsed', 'real', 'more', 'less'] as const) sofar[name] += of[name];
  }
}

function textOf({ events, people, rules, days }: Whole, asked: string): string {
  const rows = Object.entries(rules)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([rule, of]) => [rule, ...[of.rehearsed, of.real, of.more, of.less].map(String)]);
  const sent = Object.values(rules).reduce((sum, { rehearsed }) => sum + rehearsed, 0);
  const [busiest] = Object.entries(days).toSorted(([, a], [, b]) => b - a);
  return [
    `${events} events of ${people} people in the last ${asked} days.`,
    '',
    rows.length === 0
      ? 'Nothing would have been sent.'
      : table(['rule', 'would send', 'was sent', 'more', 'fewer'], rows),
    '',
    `${sent} mails, about ${((sent / 1000) * PER_THOUSAND).toFixed(2)} USD at SES` +
      (busiest ? `; the busiest day is ${busiest[0]} with ${busiest[1]}.` : '.'),
    'Nothing was written and nothing was sent.',
  ].join('\n');
}

async function readRules(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CommandError(`There is no file ${path}.`, 2, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${path} holds no JSON.`, 2, { cause: error });
  }
}

export const REPLAY: Command = {
  words: ['replay'],
  reads: ['days', 'rules'],
  usage: 'replay [--days 30] [--rules FILE.json]',
  about: 'the last days once more under the live rules or others: what would have been sent, beside what was',
  help: [
    '--days N    how far back, 30 by default',
    '--rules F   a JSON list of rules instead of the live ones',
  ],
  run,
};

import * as z from 'zod';
import { counted, stretch } from '../../shared/contract/wording.ts';
import { CommandError } from './client.ts';
import { brandPath } from './deed.ts';
import type { Command, Found, Run } from './command.ts';
import { costLine, price } from './cost.ts';
import { overDay, overLines } from './forecast-over.ts';
import { startProgress } from './progress.ts';
import { bar, bold, dim, good, warn } from './style.ts';
import { table } from './table.ts';

const counts = z.record(z.string(), z.number());
type Counts = z.infer<typeof counts>;
const mail = z.object({
  at: z.string(),
  rule: z.string(),
  contact: z.string(),
  to: z.string().optional(),
  zone: z.string(),
});
const answer = z.object({
  done: z.boolean(),
  cursor: z.string().optional(),
  progress: z.number(),
  timezone: z.string(),
  /** The first of the days. */
  from: z.string(),
  price,
  people: z.number(),
  days: z.record(z.string(), counts),
  marketing: counts,
  /** Of all that was told up to this answer. */
  over: z.array(overDay),
  held: counts,
  ended: counts,
  moved: z.number(),
  mails: z.array(mail).optional(),
});
type Whole = Omit<z.infer<typeof answer>, 'done' | 'cursor' | 'progress'>;

async function run({ client, brand, options: { days = '30', list } }: Run): Promise<Found> {
  if (!/^[1-9]\d{0,2}$/.test(days) || Number(days) > 400)
    throw new CommandError('--days takes a whole number of days, 1 to 400.', 2);
  const path = `${brandPath(brand)}/forecast`;
  const bar = startProgress();
  let whole: Whole | undefined;
  let next: string | undefined;
  do {
    const more = whole && next && { cursor: next, before: soFar(whole) };
    const body = { days: Number(days), ...(list && { list: true }), ...more };
    const { done: _done, cursor, progress, ...part } = answer.parse(await client.call('POST', path, body));
    whole = whole ? add(whole, part) : part;
    next = cursor;
    bar.show(
      progress,
      `${counted(whole.people, 'person', 'people')} for whom something waits or whose day comes`,
    );
  } while (next !== undefined);
  bar.end();
  return { data: whole, text: textOf(whole, Number(days)) };
}

function add(a: Whole, b: Whole): Whole {
  const days = { ...a.days };
  for (const [day, rules] of Object.entries(b.days)) days[day] = sum(days[day] ?? {}, rules);
  return {
    ...a,
    people: a.people + b.people,
    days,
    marketing: sum(a.marketing, b.marketing),
    over: b.over,
    held: sum(a.held, b.held),
    ended: sum(a.ended, b.ended),
    moved: a.moved + b.moved,
    ...(a.mails && { mails: [...a.mails, ...(b.mails ?? [])].toSorted((x, y) => (x.at < y.at ? -1 : 1)) }),
  };
}

/** What is known by now, for who is asked to go on. */
const soFar = ({ days, marketing }: Whole): { mails: Counts; marketing: Counts } => ({
  mails: Object.fromEntries(Object.entries(days).map(([day, rules]) => [day, total(rules)])),
  marketing,
});

function sum(a: Counts, b: Counts): Counts {
  const both = { ...a };
  for (const [name, more] of Object.entries(b)) both[name] = (both[name] ?? 0) + more;
  return both;
}

const total = (of: Counts): number => Object.values(of).reduce((all, one) => all + one, 0);

/** Every day of the forecast, the quiet ones too. */
const daysFrom = (first: string, days: number): string[] =>
  Array.from({ length: days }, (_, at) =>
    new Date(Date.parse(`${first}T00:00:00Z`) + at * 86_400_000).toISOString().slice(0, 10),
  );

function textOf(whole: Whole, days: number): string {
  const all = daysFrom(whole.from, days);
  const rules = Object.values(whole.days).reduce(sum, {});
  const mails = total(rules);
  const ends = endsOf(whole);
  if (mails === 0) return [`No mail is due in the next ${stretch(days, 'day')}.`, ...ends].join('\n');
  const byDay = all.map((day) => ({ day, sent: total(whole.days[day] ?? {}) }));
  const most = Math.max(...byDay.map(({ sent }) => sent));
  const rows = byDay.map(({ day, sent }) => [
    sent === 0 ? dim(day) : day,
    String(sent).padStart(String(most).length),
    good(bar(sent, most)),
  ]);
  const names = Object.entries(rules).toSorted(([, a], [, b]) => b - a);
  const quiet = byDay.filter(({ sent }) => sent === 0).length;
  const peak = byDay.find(({ sent }) => sent === most)?.day ?? '';
  return [
    ...listOf(whole),
    table([`day (${whole.timezone})`, 'mails', ''], rows),
    '',
    table(
      ['rule', 'mails'],
      names.map(([rule, sent]) => [rule, String(sent)]),
    ),
    '',
    `${bold(counted(mails, 'mail'))} in ${counted(days, 'day')}, ${costLine(mails, whole.price)}.`,
    `The busiest day is ${peak} with ${most}; on ${counted(quiet, 'day')} nothing goes.`,
    ...overLines(whole.over),
    ...ends,
    dim('Of what waits now and of dates to come, if nothing more happens. Nothing was written.'),
  ].join('\n');
}

const listOf = ({ mails = [] }: Whole): string[] =>
  mails.length === 0
    ? []
    : [
        table(
          ['when, where they are', '', 'rule', 'to', 'contact'],
          mails.map(({ at, rule, to = '–', contact, zone }) => [clockIn(zone, at), zone, rule, to, contact]),
        ),
        '',
      ];

const minutes = new Map<string, Intl.DateTimeFormat>();

/** `2026-12-06 10:00`, as their own clock shows it; the Swedish write it so. */
function clockIn(zone: string, at: string): string {
  const known =
    minutes.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: zone });
  minutes.set(zone, known);
  return known.format(new Date(at));
}

const endsOf = ({ held, ended, moved, people }: Whole): string[] => [
  ...(total(held) > 0
    ? [warn(`A pause holds ${total(held)} that would go in these days: ${said(held)}.`)]
    : []),
  ...(total(ended) > 0 ? [`${total(ended)} will not go when their time comes: ${said(ended)}.`] : []),
  ...(moved > 0
    ? [
        warn(
          `For ${moved} of the ${people} people something changed while this was counted, and it may be counted twice: ask again when less is under way.`,
        ),
      ]
    : []),
];

const said = (of: Counts): string =>
  Object.entries(of)
    .map(([rule, count]) => `${rule} ${count}`)
    .join(', ');

export const FORECAST: Command = {
  words: ['forecast'],
  reads: ['days', 'list'],
  usage: 'forecast [--days 30] [--list]',
  about: 'how many mails go on each of the next days, by rule: what waits, and dates to come',
  help: [
    '--days N   how far ahead, today among them; 30 unless told',
    '--list     every mail one by one, too, in the order of time, as the clock of each person shows it;',
    '           whose it is tells contacts show CONTACT',
  ],
  run,
};

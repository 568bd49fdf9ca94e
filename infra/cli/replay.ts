import * as z from 'zod';
import { counted, stretch } from '../../shared/contract/wording.ts';
import { PEOPLE_SHARDS } from '../../shared/contract/names.ts';
import { CommandError } from './client.ts';
import { brandPath } from './deed.ts';
import type { Command, Found, Run } from './command.ts';
import { costLine, price } from './cost.ts';
import { startProgress } from './progress.ts';
import { bold, dim } from './style.ts';
import { table } from './table.ts';
import { TRIAL_HELP, TRIAL_OPTIONS, TRIAL_USAGE, problemLines, trialOf } from './trial.ts';

const COUNTS = ['rehearsed', 'real', 'more', 'less', 'moved'] as const;
const difference = z.record(z.enum(COUNTS), z.number());
const differing = z.looseObject({
  rule: z.string(),
  to: z.string().optional(),
  rehearsed: z.string().optional(),
  real: z.string().optional(),
  why: z.string().optional(),
});
const part = z.object({
  events: z.number(),
  people: z.number(),
  recipients: z.number(),
  rules: z.record(z.string(), difference),
  days: z.record(z.string(), z.number()),
  more: z.array(differing),
  less: z.array(differing),
  moved: z.array(differing),
});
const answer = part.extend({
  done: z.boolean(),
  cursor: z.looseObject({ shard: z.number() }).optional(),
  progress: z.number(),
  timezone: z.string(),
  price,
  problems: z.array(z.string()),
});
type Part = z.infer<typeof part>;
type Whole = Part & Pick<z.infer<typeof answer>, 'timezone' | 'price' | 'problems'>;

async function run(run: Run): Promise<Found> {
  const { client, brand, options } = run;
  const { days = '30' } = options;
  if (!/^[1-9]\d{0,2}$/.test(days) || Number(days) > 400)
    throw new CommandError('--days takes a whole number of days, 1 to 400.', 2);
  const wish = { days: Number(days), ...(await trialOf(run)) };
  const progress = startProgress();
  let whole: Whole | undefined;
  const hear = (next: z.infer<typeof answer>, fraction: number): void => {
    whole = whole ? add(whole, next) : withoutPlace(next);
    progress.show(
      fraction,
      `${counted(whole.events, 'event')} of ${counted(whole.people, 'person', 'people')}`,
    );
  };
  await askAll((cursor) => client.call('POST', `${brandPath(brand)}/replay`, { ...wish, cursor }), hear);
  progress.end();
  if (!whole) throw new CommandError('The replay answered nothing.');
  return { data: whole, text: textOf(whole, days) };
}

type Hear = (next: z.infer<typeof answer>, fraction: number) => void;

/** Two shards are asked for side by side: a machine of two cores, as the local system has, is busy with that. */
const LANES = 2;

async function askAll(call: (cursor: object) => Promise<unknown>, hear: Hear): Promise<void> {
  const left = Array.from({ length: PEOPLE_SHARDS }, (_, shard) => shard);
  const fractions = left.map(() => 0);
  const askShard = async (shard: number): Promise<void> => {
    let cursor: z.infer<typeof answer>['cursor'] = { shard };
    while (cursor?.shard === shard) {
      const next: z.infer<typeof answer> = answer.parse(await call(cursor));
      ({ cursor } = next);
      fractions[shard] = cursor?.shard === shard ? next.progress * PEOPLE_SHARDS - shard : 1;
      hear(next, fractions.reduce((sum, each) => sum + each, 0) / PEOPLE_SHARDS);
    }
  };
  const lane = async (): Promise<void> => {
    for (let shard = left.shift(); shard !== undefined; shard = left.shift()) await askShard(shard);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

const withoutPlace = ({
  done: _done,
  progress: _progress,
  cursor: _cursor,
  ...whole
}: z.infer<typeof answer>): Whole => whole;

const EXAMPLES = 20;

function add(whole: Whole, next: Part): Whole {
  const days = { ...whole.days };
  for (const [day, sent] of Object.entries(next.days)) days[day] = (days[day] ?? 0) + sent;
  const rules = { ...whole.rules };
  for (const [rule, of] of Object.entries(next.rules)) {
    const before = rules[rule];
    const sum = (name: (typeof COUNTS)[number]): number => (before?.[name] ?? 0) + of[name];
    rules[rule] = {
      rehearsed: sum('rehearsed'),
      real: sum('real'),
      more: sum('more'),
      less: sum('less'),
      moved: sum('moved'),
    };
  }
  return {
    ...whole,
    events: whole.events + next.events,
    people: whole.people + next.people,
    recipients: whole.recipients + next.recipients,
    rules,
    days,
    more: [...whole.more, ...next.more].slice(0, EXAMPLES),
    less: [...whole.less, ...next.less].slice(0, EXAMPLES),
    moved: [...whole.moved, ...next.moved].slice(0, EXAMPLES),
  };
}

function textOf(whole: Whole, asked: string): string {
  const { events, people, recipients, rules, days } = whole;
  const rows = Object.entries(rules)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([rule, of]) => [rule, ...COUNTS.map((name) => String(of[name]))]);
  const sent = Object.values(rules).reduce((sum, { rehearsed }) => sum + rehearsed, 0);
  const [busiest] = Object.entries(days).toSorted(([, a], [, b]) => b - a);
  return [
    `${counted(events, 'event')} of ${counted(people, 'person', 'people')} in the last ${stretch(Number(asked), 'day')}.`,
    '',
    rows.length === 0
      ? 'Nothing would have been sent.'
      : table(['rule', 'would send', 'was sent', 'more', 'fewer', 'other time'], rows),
    '',
    ...problemLines(whole.problems),
    ...examples('Would be sent besides', whole.more),
    ...examples('Would not be sent', whole.less),
    ...examples('Would be sent at another time', whole.moved),
    `${counted(sent, 'mail')} to ${counted(recipients, 'person', 'people')}, ${costLine(sent, whole.price)}` +
      (busiest ? `; the busiest day is ${busiest[0]} (${whole.timezone}) with ${busiest[1]}.` : '.'),
    dim('Nothing was written and nothing was sent.'),
  ].join('\n');
}

const SHOWN = 5;

function examples(title: string, all: Part['more']): string[] {
  if (all.length === 0) return [];
  const rows = all.slice(0, SHOWN).map(({ rule, to = 'no address', rehearsed, real, why }) => {
    const times = [real, rehearsed].filter((at) => at !== undefined).map(minute);
    return `  ${rule} to ${to}, ${times.join(' → ')} UTC${why === undefined ? '' : `: ${why}`}`;
  });
  return [bold(`${title}, for instance:`), ...rows, ''];
}

const minute = (instant: string): string => instant.slice(0, 16).replace('T', ' ');

export const REPLAY: Command = {
  words: ['replay'],
  reads: ['days', ...TRIAL_OPTIONS],
  usage: `replay [--days 30] ${TRIAL_USAGE}`,
  about: 'the last days once more, with drafts or as it is live: what would have been sent, beside what was',
  help: ['--days N      how far back, 30 by default', ...TRIAL_HELP],
  run,
};

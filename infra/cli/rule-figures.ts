import * as z from 'zod';
import {
  FIGURES,
  type Figure,
  type RuleFigures,
  noFigures,
  ruleFigures,
} from '../../shared/contract/figures.ts';
import { stretch } from '../../shared/contract/wording.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { brandPath } from './deed.ts';
import { readPages } from './rule-list.ts';
import { bad } from './style.ts';
import { table } from './table.ts';

const DAY = 86_400_000;
const MOST_DAYS = 3660;
const page = z.object({ items: z.array(ruleFigures), cursor: z.string().optional() });

async function run({ client, brand, options, rest: [rule] }: Run): Promise<Found> {
  const days = daysOf(options.days);
  const from = new Date(Date.now() - (days - 1) * DAY).toISOString().slice(0, 10);
  const parts = await readPages(client, {
    path: `${brandPath(brand)}/figures`,
    query: { from, ...(rule !== undefined && { rule }) },
    page,
  });
  const items = addUp(parts).toSorted((a, b) => b.sent - a.sent);
  const data = { from, items };
  if (items.length === 0)
    return { data, text: `Nothing was sent in ${stretch(days, 'day')}, since ${from}.` };
  // What nobody wants told needs no column of its own.
  const shown = FIGURES.filter((figure) => ALWAYS.includes(figure) || items.some((of) => of[figure] > 0));
  const rows = items.map((of) => [of.rule, ...shown.map((figure) => cell(figure, of))]);
  const text = table(['rule', ...shown.map((figure) => NAMES[figure] ?? figure)], rows);
  return { data, text: `${text}\n\nSent since ${from}. What SES has not reported yet is not counted.` };
}

function daysOf(text: string | undefined): number {
  const days = Number(text ?? 30);
  if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return days;
  throw new CommandError(`--days takes 1 to ${MOST_DAYS}, for instance --days 30`, 2);
}

/** Each page tells of its own mails. */
function addUp(parts: readonly RuleFigures[]): RuleFigures[] {
  const all = new Map<string, RuleFigures>();
  for (const more of parts) {
    const of = all.get(more.rule) ?? noFigures(more.rule);
    for (const figure of FIGURES) of[figure] += more[figure];
    all.set(more.rule, of);
  }
  return [...all.values()];
}

const ALWAYS: readonly Figure[] = ['sent', 'delivered', 'bounced', 'complained'];
const NAMES: Partial<Record<Figure, string>> = {
  openedByMachine: 'opened by a machine',
  answered: 'survey answered',
};

/** Where SES puts an account under review. */
const TOO_MANY: Partial<Record<Figure, number>> = { bounced: 0.05, complained: 0.001 };

function cell(figure: Figure, of: RuleFigures): string {
  const count = of[figure];
  if (figure === 'sent') return String(count);
  const isTooMany = count > 0 && count >= of.sent * (TOO_MANY[figure] ?? Infinity);
  return isTooMany ? bad(part(count, of)) : part(count, of);
}

const part = (count: number, { sent }: RuleFigures): string =>
  count === 0 ? '–' : `${count} (${((count / sent) * 100).toFixed(1)} %)`;

export const figuresCommand: Command = {
  words: ['rules', 'figures'],
  reads: ['days'],
  usage: 'rules figures [welcome] [--days 90]',
  takes: 1,
  about:
    'what became of the mails of each rule: sent, delivered, opened, clicked, replied to, survey answered, bounced, reported as unwanted, unsubscribed from',
  help: ['--days N   of the last so many days, today included; default: 30'],
  run,
};

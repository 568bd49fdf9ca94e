import * as z from 'zod';
import { counted } from '../../shared/contract/wording.ts';
import { warn } from './style.ts';

/** A day on which more mails are due than may go. */
export const overDay = z.object({
  day: z.string(),
  due: z.number(),
  goes: z.number(),
  waits: z.number(),
  by: z.enum(['warm-up', 'quota']),
  most: z.number(),
});
type OverDay = z.infer<typeof overDay>;

/** The first of them; what is told of many reads nobody. */
const MOST_LINES = 5;

const BECAUSE = {
  'warm-up': 'by the warm-up of the sender',
  quota: 'by the daily quota of SES, which all brands share',
} as const;

/** What a forecast has no room for, day by day. */
export function overLines(over: readonly OverDay[]): string[] {
  if (over.length === 0) return [];
  const lines = over
    .slice(0, MOST_LINES)
    .map(
      ({ day, due, goes, waits, by }) =>
        `  ${day}: ${counted(due, 'mail is', 'mails are')} due and ${goes} may go ${BECAUSE[by]}; ${counted(waits, 'waits', 'wait')} for the next day.`,
    );
  const left = over.length - lines.length;
  return [
    `On ${counted(over.length, 'day')} more is due than may go:`,
    ...lines,
    ...(left > 0 ? [`  … and ${counted(left, 'day')} more.`] : []),
    'Thanks go first, then the most important; what is too old by then is skipped.',
  ].map(warn);
}

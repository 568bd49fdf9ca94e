import * as z from 'zod';

const count = z.number().int();

/** What can become of a mail of a rule, in the order in which it is shown. */
export const FIGURES = [
  'sent',
  'delivered',
  'opened',
  'openedByMachine',
  'clicked',
  'replied',
  'answered',
  'bounced',
  'complained',
  'unsubscribed',
] as const;
export type Figure = (typeof FIGURES)[number];

/**
 * What became of the mails of one rule. A mail that somebody reported as unwanted was delivered, too; one that a person
 * opened is not counted as opened by a machine, whatever fetched it before. Opens and clicks are of persons, and known
 * only of mails that went out while the brand wanted them told.
 */
export const ruleFigures = z.object({
  rule: z.string(),
  sent: count,
  delivered: count,
  opened: count,
  openedByMachine: count,
  clicked: count,
  replied: count,
  answered: count,
  bounced: count,
  complained: count,
  unsubscribed: count,
});
export type RuleFigures = z.infer<typeof ruleFigures>;

/** Nothing of a rule yet. */
export const noFigures = (rule: string): RuleFigures => ({
  rule,
  sent: 0,
  delivered: 0,
  opened: 0,
  openedByMachine: 0,
  clicked: 0,
  replied: 0,
  answered: 0,
  bounced: 0,
  complained: 0,
  unsubscribed: 0,
});

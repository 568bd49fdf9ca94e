import * as z from 'zod';

const count = z.number().int();

/** What became of the mails of one rule. A mail that somebody reported as unwanted was delivered, too. */
export const ruleFigures = z.object({
  rule: z.string(),
  sent: count,
  delivered: count,
  bounced: count,
  complained: count,
});
export type RuleFigures = z.infer<typeof ruleFigures>;

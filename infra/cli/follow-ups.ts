import * as z from 'zod';
import { type Client, CommandError } from './client.ts';
import type { Command } from './command.ts';
import { state as coloured } from './style.ts';
import { table } from './table.ts';

const followUps = z.object({
  cursor: z.string().optional(),
  items: z.array(
    z.looseObject({
      rule: z.string(),
      subject: z.string(),
      state: z.string(),
      dueAt: z.string(),
      trace: z.array(z.string()),
    }),
  ),
});
/** Whoever has hundreds is not shown the first hundred as if that were all. */
async function allPages(client: Client, path: string): Promise<z.infer<typeof followUps>> {
  const all: z.infer<typeof followUps> = { items: [] };
  let cursor: string | undefined;
  do {
    const page = followUps.parse(await client.call('GET', cursor ? `${path}&cursor=${cursor}` : path));
    all.items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

export const FOLLOW_UPS: Command = {
  words: ['follow-ups', 'list'],
  reads: ['email'],
  usage: 'follow-ups list --email ana@example.com',
  about: 'what was planned for a person, what became of it, and why',
  run: async ({ client, brand, options: { email } }) => {
    if (!email) throw new CommandError('Say whose: --email ana@example.com', 2);
    const path = `/api/brands/${encodeURIComponent(brand)}/follow-ups?email=${encodeURIComponent(email)}`;
    const data = await allPages(client, path);
    const rows = data.items.map(({ state, rule, subject, dueAt, trace }) => [
      coloured(state),
      rule,
      subject,
      dueAt.slice(0, 16).replace('T', ' '),
      trace.at(-1) ?? '',
    ]);
    const text = rows.length === 0 ? 'Nothing.' : table(['state', 'rule', 'about', 'due (UTC)', 'why'], rows);
    return { data, text };
  },
};

import * as z from 'zod';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { dim, state as coloured } from './style.ts';

const answer = z.looseObject({
  events: z.array(
    z.looseObject({
      id: z.string(),
      kind: z.string(),
      subject: z.string(),
      occurredAt: z.string(),
      reasons: z.array(z.string()),
    }),
  ),
  followUps: z.array(
    z.looseObject({ rule: z.string(), subject: z.string(), state: z.string(), trace: z.array(z.string()) }),
  ),
});

async function run({ client, brand, options: { email, rule } }: Run): Promise<Found> {
  if (!email) throw new CommandError('Say whom it is about: why --email ana@example.com', 2);
  const query = new URLSearchParams({ email, ...(rule !== undefined && { rule }) });
  const path = `/api/brands/${encodeURIComponent(brand)}/why?${query.toString()}`;
  const data = answer.parse(await client.call('GET', path));
  if (data.events.length === 0 && data.followUps.length === 0)
    return { data, text: 'Nothing has happened to this person yet, as far as we were told.' };
  const events = data.events.flatMap(({ id, kind, subject, occurredAt, reasons }) => [
    `${occurredAt.slice(0, 16).replace('T', ' ')} UTC  ${kind} ${subject}  ${dim(id)}`,
    ...(reasons.length > 0 ? reasons : ['No rule listens to this.']).map((line) => `  ${line}`),
  ]);
  const followUps = data.followUps.flatMap(({ rule: of, subject, state, trace }) => [
    `${of} for ${subject}: ${coloured(state)}`,
    ...trace.map((line) => `  ${line}`),
  ]);
  return { data, text: ['What happened:', ...events, '', 'What came of it:', ...followUps].join('\n') };
}

export const WHY: Command = {
  words: ['why'],
  reads: ['email', 'rule'],
  usage: 'why --email ana@example.com [--rule check-in]',
  about: 'why somebody got a message, or did not: every rule and every event, in plain sentences',
  run,
};

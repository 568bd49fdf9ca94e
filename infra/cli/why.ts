import * as z from 'zod';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { bad, dim, state as coloured } from './style.ts';

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
    z.looseObject({
      rule: z.string(),
      subject: z.string(),
      state: z.string(),
      trace: z.array(z.string()),
      waits: z.string().optional(),
      doubt: z.string().optional(),
    }),
  ),
  rule: z.object({ name: z.string(), on: z.string().optional() }).optional(),
  silence: z.string().optional(),
  wish: z.string().optional(),
});
type Answer = z.infer<typeof answer>;

async function run({ client, brand, options: { email, rule } }: Run): Promise<Found> {
  if (!email) throw new CommandError('Say whom it is about: why --email ana@example.com', 2);
  const query = new URLSearchParams({ email, ...(rule !== undefined && { rule }) });
  const path = `/api/brands/${encodeURIComponent(brand)}/why?${query.toString()}`;
  const data = answer.parse(await client.call('GET', path));
  const silence = [data.silence ?? [], data.wish ?? []].flat().map(bad);
  if (data.events.length === 0 && data.followUps.length === 0) {
    const nothing = 'Nothing has happened to this person yet, as far as we were told.';
    return { data, text: [...silence, nothing].join('\n') };
  }
  const followUps = data.followUps.flatMap(({ rule: of, subject, state, trace, waits, doubt }) => [
    `${of} for ${subject}: ${coloured(state)}`,
    ...[trace, waits ?? [], doubt ?? []].flat().map((line) => `  ${line}`),
  ]);
  const came = followUps.length > 0 ? ['', 'What came of it:', ...followUps] : [];
  return { data, text: [...silence, ...happened(data), ...came].join('\n') };
}

/** Of one rule only what it has to do with. */
function happened({ events, rule }: Answer): string[] {
  const shown = rule ? events.filter(({ kind, reasons }) => kind === rule.on || reasons.length > 0) : events;
  const none =
    rule?.on !== undefined && !events.some(({ kind }) => kind === rule.on)
      ? [`"${rule.name}" listens to ${pluralOf(rule.on)}; none of this person is known.`]
      : [];
  const lines = shown.flatMap(({ id, kind, subject, occurredAt, reasons }) => [
    `${occurredAt.slice(0, 16).replace('T', ' ')} UTC  ${kind} ${subject}  ${dim(id)}`,
    ...(reasons.length > 0 ? reasons : [nothingTold(rule)]).map((line) => `  ${line}`),
  ]);
  return [...none, ...(lines.length > 0 ? ['What happened:', ...lines] : [])];
}

const nothingTold = (rule: Answer['rule']): string =>
  rule
    ? `Of "${rule.name}" nothing is noted: it was not live at that time, or others came before it.`
    : 'No live rule listened to this, and it changed nothing that waited.';

const pluralOf = (kind: string): string => `${kind.replace(/([^aeiou])y$/, '$1ie')}s`;

export const WHY: Command = {
  words: ['why'],
  reads: ['email', 'rule'],
  usage: 'why --email ana@example.com [--rule check-in]',
  about: 'why somebody got a message, or did not: every rule and every event, in plain sentences',
  run,
};

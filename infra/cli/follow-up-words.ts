import * as z from 'zod';
import { dim, state as coloured } from './style.ts';

/** A follow-up as lists of the API show it. */
const item = z.looseObject({
  id: z.string(),
  rule: z.string(),
  subject: z.string(),
  state: z.string(),
  dueAt: z.string(),
  trace: z.array(z.string()),
  waits: z.string().optional(),
  doubt: z.string().optional(),
  contact: z.string(),
});
export type Item = z.infer<typeof item>;
export const page = z.object({ cursor: z.string().optional(), items: z.array(item) });
export const one = item.extend({
  ruleName: z.string(),
  ruleVersion: z.number(),
  template: z.string(),
  templateVersion: z.number(),
  attempt: z.number(),
  expiresAt: z.string(),
  sentAt: z.string().optional(),
  gate: z
    .object({ kind: z.string(), until: z.string().optional(), reason: z.string().optional() })
    .optional(),
});
type One = z.infer<typeof one>;

const minute = (at: string): string => at.slice(0, 16).replace('T', ' ');

export const rowOf = ({ state, rule, subject, dueAt }: Item): string[] => [
  coloured(state),
  rule,
  subject,
  minute(dueAt),
];

/** Its id; and of one in doubt what somebody needs who decides. */
export function below(found: Item | undefined): string[] {
  if (!found) return [];
  const { id, contact, doubt } = found;
  return [dim(`  ${id}`), ...(doubt === undefined ? [] : [`  Person ${contact}. ${doubt}`, ...ways(id)])];
}

const ways = (id: string): string[] => [
  `  They got it:        follow-ups resolve ${id} --as sent --why "…"`,
  `  They did not:       follow-ups resend ${id} --why "…"`,
  `  It is too late now: follow-ups resolve ${id} --as failed --why "…"`,
];

export const describe = (data: One, state = data.state): string =>
  [
    `${state}: "${data.ruleName}" (${data.rule}, version ${data.ruleVersion}) about ${data.subject}`,
    `  template  ${data.template}, version ${data.templateVersion}`,
    `  person    ${data.contact}`,
    `  due       ${minute(data.dueAt)} UTC, at the latest ${minute(data.expiresAt)}`,
    ...(data.sentAt ? [`  sent      ${minute(data.sentAt)} UTC`] : []),
    ...(data.attempt > 1 ? [`  attempt   ${data.attempt}`] : []),
    ...[data.trace, data.waits ?? [], data.doubt ?? []].flat().map((line) => `  · ${line}`),
    ...(data.doubt === undefined ? [] : ways(data.id)),
  ].join('\n');

export function gateOf({ gate }: One): string[] {
  if (!gate) return [];
  if (gate.kind === 'postpone')
    return [`It would wait until ${minute(gate.until ?? '')} UTC: ${gate.reason}`];
  return ['It goes with the next minute, if nothing comes between.'];
}

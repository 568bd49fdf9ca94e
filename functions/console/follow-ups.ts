import * as z from 'zod';
import { loadKey } from '../../shared/clients/secrets.ts';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { contactId, followUpId, normaliseEmail } from '../../shared/domain/people/identity.ts';
import { listFollowUps } from '../../shared/store/follow-ups.ts';
import { prefixes } from '../../shared/store/table.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import type { Call, Resource } from './resource.ts';

const query = z.object({
  email: z.string().max(320),
  limit: z.coerce.number().int().min(1).max(100).optional(),
  cursor: z.string().min(1).max(500).optional(),
});

/** `GET …/follow-ups?email=…`: what was planned for a person, what became of it, and why. */
export const followUps: Resource = {
  path: 'follow-ups',
  operations: { GET: { role: 'viewer', run: list } },
};

async function list({ brand, query: parameters }: Call): Promise<Result<object, HttpFailure>> {
  const asked = query.safeParse(parameters);
  const email = normaliseEmail(asked.data?.email);
  if (!asked.success || email === undefined)
    return fail('invalid', 'Ask with ?email= and one mail address; limit is 1 to 100.');
  const contact = contactId(await loadKey('CONTACT_KEY_SECRET'), brand, { email });
  const { limit, cursor } = asked.data;
  const from = cursor === undefined ? undefined : startOf(cursor, brand, contact);
  if (cursor !== undefined && from === undefined) return fail('invalid', 'This cursor is not of this list.');
  const page = await listFollowUps({
    brand,
    contact,
    ...(limit && { limit }),
    ...(from && { cursor: from }),
  });
  return ok({
    items: page.items.map(shown),
    ...(page.cursor && { cursor: Buffer.from(page.cursor).toString('base64url') }),
  });
}

/** Where a list goes on: only within this person's own, whatever a cursor claims. */
function startOf(cursor: string, brand: string, contact: string): string | undefined {
  const start = Buffer.from(cursor, 'base64url').toString('utf8');
  const { sk } = prefixes.followUps(brand, contact);
  return start.startsWith(sk) && start.length > sk.length ? start : undefined;
}

/** A follow-up as operators see it. */
export const shown = (followUp: FollowUp) => ({
  id: followUpId(followUp),
  rule: followUp.rule,
  ruleVersion: followUp.ruleVersion,
  subject: followUp.subject,
  state: followUp.state,
  dueAt: followUp.dueAt,
  sentAt: followUp.sentAt,
  reason: followUp.reason,
  feedback: followUp.feedback,
  trace: followUp.trace,
});

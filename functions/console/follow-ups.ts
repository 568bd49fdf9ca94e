import * as z from 'zod';
import { loadKey } from '../../shared/clients/secrets.ts';
import { type FollowUp, followUp } from '../../shared/contract/follow-up.ts';
import { ok } from '../../shared/contract/result.ts';
import { contactId, followUpId } from '../../shared/domain/people/identity.ts';
import { listFollowUps } from '../../shared/store/follow-ups.ts';
import { prefixes } from '../../shared/store/table.ts';
import { mailAddress } from './mail-address.ts';
import { operation } from './operation.ts';
import { cursorOf, fromCursor, notOfThisList, pageOf } from './page.ts';
import type { Resource } from './resource.ts';

const query = z.strictObject({
  email: mailAddress,
  limit: z.coerce.number().int().min(1).max(100).optional(),
  cursor: z.string().min(1).max(500).transform(fromCursor).optional(),
});

/** A follow-up as operators see it. */
export const shownFollowUp = followUp
  .pick({
    rule: true,
    ruleVersion: true,
    subject: true,
    state: true,
    dueAt: true,
    sentAt: true,
    reason: true,
    feedback: true,
    trace: true,
  })
  .extend({ id: z.string() });

/** `GET …/follow-ups?email=…`: what was planned for a person, what became of it, and why. */
export const followUps: Resource = {
  path: 'follow-ups',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Tells what was planned for a person, what became of it, and why.',
      query,
      answer: pageOf(shownFollowUp),
      example: { query: { email: 'ana@example.com' } },
      run: async ({ brand, query: { email, limit, cursor } }) => {
        const contact = contactId(await loadKey('CONTACT_KEY_SECRET'), brand, { email });
        if (cursor !== undefined && !isWithin(cursor, brand, contact)) return notOfThisList();
        const page = await listFollowUps({
          brand,
          contact,
          ...(limit && { limit }),
          ...(cursor && { cursor }),
        });
        return ok({ items: page.items.map(shown), ...cursorOf(page.cursor) });
      },
    }),
  },
};

/** A list goes on only within this person's own, whatever a cursor claims. */
function isWithin(cursor: string, brand: string, contact: string): boolean {
  const { sk } = prefixes.followUps(brand, contact);
  return cursor.startsWith(sk) && cursor.length > sk.length;
}

export const shown = (of: FollowUp): z.output<typeof shownFollowUp> => ({
  id: followUpId(of),
  rule: of.rule,
  ruleVersion: of.ruleVersion,
  subject: of.subject,
  state: of.state,
  dueAt: of.dueAt,
  sentAt: of.sentAt,
  reason: of.reason,
  feedback: of.feedback,
  trace: of.trace,
});

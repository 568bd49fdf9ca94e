import * as z from 'zod';
import { loadKey } from '../../shared/clients/secrets.ts';
import { type FollowUp, type FollowUpKey, followUpState } from '../../shared/contract/follow-up.ts';
import { id } from '../../shared/contract/primitives.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import {
  contactId,
  followUpId,
  normaliseEmail,
  parseFollowUpId,
} from '../../shared/domain/people/identity.ts';
import { listAcross, listCursor } from '../../shared/store/follow-up-lists.ts';
import { listFollowUps, loadFollowUp } from '../../shared/store/follow-ups.ts';
import { prefixes } from '../../shared/store/table.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { findBrand } from './find-brand.ts';
import { packCursor, unpackCursor } from './page.ts';
import type { Call, Resource } from './resource.ts';

const query = z.object({
  email: z.string().max(320).optional(),
  state: followUpState.optional(),
  rule: id.optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
  cursor: z.string().min(1).max(3000).optional(),
});
type Asked = z.infer<typeof query>;

/**
 * `GET …/follow-ups?email=…`: what was planned for a person, what became of it, and why. With `state` or `rule` instead,
 * those of everybody: what needs a decision first, then what waits, then what is done.
 */
export const followUps: Resource = {
  path: 'follow-ups',
  operations: { GET: { role: 'viewer', run: list } },
};

/** `GET …/follow-ups/{followUp}`: one of them in full. */
export const followUp: Resource = {
  path: 'follow-ups/{followUp}',
  operations: { GET: { role: 'viewer', run: show } },
};

const HINT =
  'Ask with ?email= and one mail address, or with ?state= or ?rule= for those of everybody; limit is 1 to 100.';

async function list(call: Call): Promise<Result<object, HttpFailure>> {
  const { data } = query.safeParse(call.query);
  if (!data || [data.email, data.state, data.rule].every((each) => each === undefined))
    return fail('invalid', HINT);
  return data.email === undefined ? listAll(call, data) : listTheirs(call, data);
}

async function listTheirs({ brand }: Call, asked: Asked): Promise<Result<object, HttpFailure>> {
  const { limit, cursor, state, rule } = asked;
  const email = normaliseEmail(asked.email);
  if (email === undefined) return fail('invalid', HINT);
  const contact = contactId(await loadKey('CONTACT_KEY_SECRET'), brand, { email });
  const from = cursor === undefined ? undefined : startOf(cursor, brand, contact);
  if (cursor !== undefined && from === undefined) return fail('invalid', 'This cursor is not of this list.');
  const page = await listFollowUps({
    brand,
    contact,
    ...(limit && { limit }),
    ...(from && { cursor: from }),
  });
  const wanted = page.items.filter(
    (item) => (state ?? item.state) === item.state && (rule ?? item.rule) === item.rule,
  );
  return ok({
    items: wanted.map(shown),
    ...(page.cursor && { cursor: Buffer.from(page.cursor).toString('base64url') }),
  });
}

async function listAll(call: Call, asked: Asked): Promise<Result<object, HttpFailure>> {
  const { state, rule, limit = 100 } = asked;
  const cursor = asked.cursor === undefined ? undefined : unpackCursor(asked.cursor, listCursor);
  if (asked.cursor !== undefined && !cursor) return fail('invalid', 'This cursor is not of this list.');
  const found = await findBrand(call);
  if (!found.ok) return found;
  const page = await listAcross({ brand: call.brand, state, rule, limit, cursor });
  return ok({ items: page.items.map(shown), ...(page.cursor && { cursor: packCursor(page.cursor) }) });
}

/** Where a list goes on: only within this person's own, whatever a cursor claims. */
function startOf(cursor: string, brand: string, contact: string): string | undefined {
  const start = Buffer.from(cursor, 'base64url').toString('utf8');
  const { sk } = prefixes.followUps(brand, contact);
  return start.startsWith(sk) && start.length > sk.length ? start : undefined;
}

async function show(call: Call): Promise<Result<object, HttpFailure>> {
  const key = keyOf(call);
  const found = key && (await loadFollowUp(key));
  return found ? ok(shownInFull(found)) : noneHere();
}

export const noneHere = () => fail('not-found', 'There is no such follow-up in this brand.');

/** Which follow-up the address names; its id holds the brand, and one of another brand is not there. */
export function keyOf({ brand, parameters }: Call): FollowUpKey | undefined {
  const key = parseFollowUpId(parameters['followUp'] ?? '');
  return key?.brand === brand ? key : undefined;
}

/** A follow-up as operators see it. */
export const shown = (item: FollowUp) => ({
  id: followUpId(item),
  contact: item.contact,
  rule: item.rule,
  ruleVersion: item.ruleVersion,
  subject: item.subject,
  state: item.state,
  dueAt: item.dueAt,
  sentAt: item.sentAt,
  reason: item.reason,
  feedback: item.feedback,
  attempt: item.attempt,
  trace: item.trace,
});

/** The same with all that decides when it goes, and with what. */
export const shownInFull = (item: FollowUp) => ({
  ...shown(item),
  ruleName: item.ruleName,
  template: item.template,
  templateVersion: item.templateVersion,
  purpose: item.purpose,
  priority: item.priority,
  timing: item.timing,
  unless: item.unless,
  limit: item.limit,
  expiresAt: item.expiresAt,
  countedFrom: item.countedFrom,
  event: item.event,
  messageId: item.messageId,
  createdAt: item.createdAt,
  updatedAt: item.updatedAt,
  revision: item.revision,
});

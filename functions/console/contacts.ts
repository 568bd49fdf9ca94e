import * as z from 'zod';
import { loadKey } from '../../shared/clients/secrets.ts';
import type { Brand } from '../../shared/contract/brand.ts';
import type { Contact } from '../../shared/contract/contact.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { contactId, normaliseEmail } from '../../shared/domain/people/identity.ts';
import { zoneOf } from '../../shared/domain/time/zones.ts';
import { listContacts } from '../../shared/store/contacts.ts';
import { loadState } from '../../shared/store/planning.ts';
import { places } from '../../shared/store/walk.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { findBrand } from './find-brand.ts';
import { shown as shownFollowUp } from './follow-ups.ts';
import { packCursor, unpackCursor } from './page.ts';
import type { Call, Resource } from './resource.ts';

const query = z.object({
  email: z.string().max(320).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().min(1).max(3000).optional(),
});

/** `GET …/contacts`: the people of a brand, the newest first; with `email`, the one of that address, if they are known. */
export const contacts: Resource = {
  path: 'contacts',
  operations: { GET: { role: 'viewer', run: list } },
};

/** `GET …/contacts/{contact}`: what is known of one person, what waits for them, and whether anything may be sent. */
export const contact: Resource = {
  path: 'contacts/{contact}',
  operations: { GET: { role: 'viewer', run: show } },
};

async function list(call: Call): Promise<Result<object, HttpFailure>> {
  const { data } = query.safeParse(call.query);
  if (!data) return fail('invalid', 'Ask with ?email= and one mail address, or for all; limit is 1 to 100.');
  const brand = await findBrand(call);
  if (!brand.ok) return brand;
  if (data.email !== undefined) return findOne(brand.value, data.email);
  const from = data.cursor === undefined ? undefined : unpackCursor(data.cursor, places);
  if (data.cursor !== undefined && !from) return fail('invalid', 'This cursor is not of this list.');
  const page = await listContacts({ brand: call.brand, limit: data.limit, from });
  const items = page.items.map((each) => shown(each, brand.value));
  return ok({ items, ...(page.cursor && { cursor: packCursor(page.cursor) }) });
}

async function findOne(brand: Brand, raw: string): Promise<Result<object, HttpFailure>> {
  const email = normaliseEmail(raw);
  if (email === undefined) return fail('invalid', 'This is no mail address.');
  const id = contactId(await loadKey('CONTACT_KEY_SECRET'), brand.id, { email });
  const found = await loadState({ brand: brand.id, contact: id });
  return ok({ items: found.contact ? [shown(found.contact, brand)] : [] });
}

/** So many open follow-ups are shown with a person; the list of follow-ups has them all. */
const MOST_OPEN = 50;
const WAITING = ['planned', 'queued', 'sending'];

async function show(call: Call): Promise<Result<object, HttpFailure>> {
  const brand = await findBrand(call);
  if (!brand.ok) return brand;
  const id = call.parameters['contact'] ?? '';
  const { contact: found, suppression } = await loadState({ brand: call.brand, contact: id });
  if (!found) return fail('not-found', 'There is no such contact in this brand.');
  const keys = found.open
    .slice(-MOST_OPEN)
    .map(({ rule, subject }) => ({ brand: call.brand, contact: id, rule, subject }));
  const { followUps } = await loadState({ brand: call.brand, followUps: keys });
  return ok({
    ...shown(found, brand.value),
    birthday: found.birthday,
    externalIds: found.externalIds,
    last: found.last,
    suppression: suppression && { reason: suppression.reason, at: suppression.at },
    // One that SES settled may still be among the open ones, until the next event of the person.
    open: followUps.filter(({ state }) => WAITING.includes(state)).map(shownFollowUp),
    recentSends: found.recentSends,
  });
}

/** A person as lists show them: for operators, and never for a log. */
const shown = (of: Contact, brand: Brand) => ({
  id: of.id,
  email: of.email,
  firstName: of.firstName,
  lastName: of.lastName,
  kind: of.kind,
  locale: of.locale,
  country: of.country,
  zone: zoneOf(of, brand),
  consent: of.consent,
  counters: of.counters,
  createdAt: of.createdAt,
  updatedAt: of.updatedAt,
});

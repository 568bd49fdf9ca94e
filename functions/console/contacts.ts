import * as z from 'zod';
import { loadKey } from '../../shared/clients/secrets.ts';
import type { Brand } from '../../shared/contract/brand.ts';
import {
  type Contact,
  contact as schema,
  preference,
  suppression,
  zoneSource,
} from '../../shared/contract/contact.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { contactId } from '../../shared/domain/people/identity.ts';
import { refusedBecause } from '../../shared/domain/people/refused-address.ts';
import { zoneOf } from '../../shared/domain/time/zones.ts';
import { listContacts } from '../../shared/store/contacts.ts';
import { loadState } from '../../shared/store/planning.ts';
import { places } from '../../shared/store/walk.ts';
import { findBrand } from './find-brand.ts';
import { mailAddress } from './mail-address.ts';
import { operation } from './operation.ts';
import { MOST_CURSOR, packCursor, pageOf, unpackCursor } from './page.ts';
import type { Resource } from './resource.ts';
import { shown as shownOne, shownFollowUp } from './shown-follow-up.ts';

const query = z.strictObject({
  email: mailAddress.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().min(1).max(MOST_CURSOR).optional(),
});

/** A person as lists show them: for operators, and never for a log. */
const shownContact = schema
  .pick({
    id: true,
    email: true,
    firstName: true,
    lastName: true,
    kind: true,
    locale: true,
    country: true,
    consent: true,
    externalIds: true,
    dates: true,
    counters: true,
    createdAt: true,
    updatedAt: true,
  })
  .extend({ zone: z.object({ id: z.string(), from: zoneSource }) });

const wholeContact = shownContact.extend({
  ...schema.pick({ last: true, recentSends: true }).shape,
  suppression: suppression.pick({ reason: true, at: true, how: true }).optional(),
  /** Why nothing is sent to their address, whatever they want: what it is, or the list of the brand. */
  refused: z.string().optional(),
  /** What they have chosen to get, themselves. */
  preference: preference.optional(),
  open: z.array(shownFollowUp),
});

/** `GET …/contacts`: the people of a brand, the newest first; with `email`, the one of that address, if they are known. */
export const contacts: Resource = {
  path: 'contacts',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Lists the people of a brand, the newest first, or finds the one of an address.',
      query,
      answer: pageOf(shownContact),
      refusals: ['not-found'],
      example: { query: { limit: 20 } },
      run: async (call) => {
        const { email, limit, cursor } = call.query;
        const brand = await findBrand(call);
        if (!brand.ok) return brand;
        if (email !== undefined) return ok({ items: await findOne(brand.value, email) });
        const from = unpackCursor(cursor, places);
        if (!from.ok) return from;
        const page = await listContacts({ brand: call.brand, limit, from: from.value });
        return ok({ items: page.items.map((each) => shown(each, brand.value)), ...packCursor(page.cursor) });
      },
    }),
  },
};

/** `GET …/contacts/{contact}`: what is known of one person, what waits for them, and whether anything may be sent. */
export const contact: Resource = {
  path: 'contacts/{contact}',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Shows what is known of one person, what waits for them, and whether anything may be sent.',
      answer: wholeContact,
      refusals: ['not-found'],
      run: async (call) => {
        const brand = await findBrand(call);
        if (!brand.ok) return brand;
        const found = await findWhole(brand.value, call.parameters['contact'] ?? '');
        return found ? ok(found) : fail('not-found', 'There is no such contact in this brand.');
      },
    }),
  },
};

async function findOne(brand: Brand, email: string): Promise<z.output<typeof shownContact>[]> {
  const id = contactId(await loadKey('CONTACT_KEY_SECRET'), brand.id, { email });
  const found = await loadState({ brand: brand.id, contact: id });
  return found.contact ? [shown(found.contact, brand)] : [];
}

/** So many open follow-ups are shown with a person; the list of follow-ups has them all. */
const MOST_OPEN = 50;
const WAITING = ['planned', 'queued', 'sending'];

async function findWhole(brand: Brand, id: string): Promise<z.output<typeof wholeContact> | undefined> {
  const { contact: found, suppression: stop } = await loadState({ brand: brand.id, contact: id });
  if (!found) return undefined;
  const keys = found.open
    .slice(-MOST_OPEN)
    .map(({ rule, subject }) => ({ brand: brand.id, contact: id, rule, subject }));
  const { followUps } = await loadState({ brand: brand.id, followUps: keys });
  return {
    ...shown(found, brand),
    last: found.last,
    suppression: stop?.reason && { reason: stop.reason, at: stop.at, how: stop.how },
    refused: found.email && refusedBecause({ id, email: found.email }, brand),
    preference: stop?.preference,
    // One that SES settled may still be among the open ones, until the next event of the person.
    open: followUps.filter(({ state }) => WAITING.includes(state)).map(shownOne),
    recentSends: found.recentSends,
  };
}

const shown = (of: Contact, brand: Brand): z.output<typeof shownContact> => ({
  id: of.id,
  email: of.email,
  firstName: of.firstName,
  lastName: of.lastName,
  kind: of.kind,
  locale: of.locale,
  country: of.country,
  zone: zoneOf(of, brand),
  consent: of.consent,
  externalIds: of.externalIds,
  dates: of.dates,
  counters: of.counters,
  createdAt: of.createdAt,
  updatedAt: of.updatedAt,
});

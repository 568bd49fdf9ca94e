import * as z from 'zod';
import { loadKey } from '../../shared/clients/secrets.ts';
import { type FollowUpKey, followUpState } from '../../shared/contract/follow-up.ts';
import { id } from '../../shared/contract/primitives.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { contactId, parseFollowUpId } from '../../shared/domain/people/identity.ts';
import { listAcross, listCursor } from '../../shared/store/follow-up-lists.ts';
import { listFollowUps, loadFollowUp } from '../../shared/store/follow-ups.ts';
import { prefixes } from '../../shared/store/table.ts';
import { findBrand } from './find-brand.ts';
import { mailAddress } from './mail-address.ts';
import { operation } from './operation.ts';
import {
  MOST_CURSOR,
  cursorOf,
  fromCursor,
  notOfThisList,
  packCursor,
  pageOf,
  unpackCursor,
} from './page.ts';
import { presentIn } from './present.ts';
import type { Call, Resource } from './resource.ts';
import { shown, shownFollowUp, shownInFull, wholeFollowUp } from './shown-follow-up.ts';

const query = z.strictObject({
  email: mailAddress.optional(),
  state: followUpState.optional(),
  rule: id.optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
  cursor: z.string().min(1).max(MOST_CURSOR).optional(),
});
type Asked = z.output<typeof query>;

/**
 * `GET …/follow-ups?email=…`: what was planned for a person, what became of it, and why. Without it, those of
 * everybody, of one `state` or `rule` if that is told: what needs a decision first, then what waits, then what is done.
 */
export const followUps: Resource = {
  path: 'follow-ups',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Tells what was planned, for a person or by state and rule, what became of it, and why.',
      query,
      answer: pageOf(shownFollowUp),
      refusals: ['not-found'],
      example: { query: { email: 'ana@example.com' } },
      run: async (call) => {
        const { email } = call.query;
        return email === undefined ? listAll(call) : listTheirs(call.brand, email, call.query);
      },
    }),
  },
};

/** `GET …/follow-ups/{followUp}`: one of them in full. */
export const followUp: Resource = {
  path: 'follow-ups/{followUp}',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Shows one follow-up with all that decides when it goes, and every reason so far.',
      answer: wholeFollowUp,
      refusals: ['not-found'],
      run: async (call) => {
        const key = keyOf(call);
        const found = key && (await loadFollowUp(key));
        if (!found) return noneHere();
        const present = await presentIn(call.brand);
        return ok({ ...shownInFull(found), ...present(found) });
      },
    }),
  },
};

async function listTheirs(brand: string, email: string, { limit, cursor, state, rule }: Asked) {
  const contact = contactId(await loadKey('CONTACT_KEY_SECRET'), brand, { email });
  const from = cursor === undefined ? undefined : fromCursor(cursor);
  if (from !== undefined && !isWithin(from, brand, contact)) return notOfThisList();
  const page = await listFollowUps({
    brand,
    contact,
    ...(limit && { limit }),
    ...(from !== undefined && { cursor: from }),
  });
  const wanted = page.items.filter(
    (item) => (state ?? item.state) === item.state && (rule ?? item.rule) === item.rule,
  );
  const present = await presentIn(brand);
  return ok({
    items: wanted.map((one) => ({ ...shown(one), ...present(one) })),
    ...cursorOf(page.cursor),
  });
}

/** A place in a list is one of that list alone: what is asked for goes with it. */
const cursorOfAll = listCursor.extend({ state: followUpState.optional(), rule: id.optional() });

async function listAll(call: Call<Asked>) {
  const { state, rule, limit = 100 } = call.query;
  const cursor = unpackCursor(call.query.cursor, cursorOfAll);
  if (!cursor.ok) return cursor;
  const asked = cursor.value;
  if (asked && (asked.state !== state || asked.rule !== rule)) return notOfThisList();
  const found = await findBrand(call);
  if (!found.ok) return found;
  const page = await listAcross({ brand: call.brand, state, rule, limit, cursor: asked });
  const next = page.cursor && { ...page.cursor, state, rule };
  const present = await presentIn(call.brand);
  return ok({ items: page.items.map((one) => ({ ...shown(one), ...present(one) })), ...packCursor(next) });
}

/** A list goes on only within this person's own, whatever a cursor claims. */
function isWithin(cursor: string, brand: string, contact: string): boolean {
  const { sk } = prefixes.followUps(brand, contact);
  return cursor.startsWith(sk) && cursor.length > sk.length;
}

export const noneHere = () => fail('not-found', 'There is no such follow-up in this brand.');

/** Which follow-up the address names; its id holds the brand, and one of another brand is not there. */
export function keyOf({ brand, parameters }: Call): FollowUpKey | undefined {
  const key = parseFollowUpId(parameters['followUp'] ?? '');
  return key?.brand === brand ? key : undefined;
}

import * as z from 'zod';
import { ruleFigures } from '../../shared/contract/figures.ts';
import { id } from '../../shared/contract/primitives.ts';
import { ok } from '../../shared/contract/result.ts';
import { figuresOf } from '../../shared/domain/ledger/figures.ts';
import { listAcross, listCursor } from '../../shared/store/follow-up-lists.ts';
import { findBrand } from './find-brand.ts';
import { operation } from './operation.ts';
import { MOST_CURSOR, notOfThisList, packCursor, unpackCursor } from './page.ts';
import type { Call, Resource } from './resource.ts';

/** Mails of one call, at most and unless told: each is read, so that what is told is what the ledger says. */
const MOST = 2000;

const query = z.strictObject({
  /** Sent on this day (in UTC) or later. */
  from: z.iso.date('use a day, for instance 2026-11-01'),
  rule: id.optional(),
  limit: z.coerce.number().int().min(1).max(MOST).optional(),
  cursor: z.string().min(1).max(MOST_CURSOR).optional(),
});

/** A place in a list is one of that list alone: what is asked for goes with it. */
const place = listCursor.extend({ since: z.string(), rule: id.optional() });

/** `GET …/figures`: what became of the mails of each rule, out of the ledger. The parts of all calls are added up. */
export const figures: Resource = {
  path: 'figures',
  operations: {
    GET: operation({
      role: 'viewer',
      summary:
        'Counts what became of the mails of each rule, the newest first; with a cursor there are more to be added.',
      query,
      answer: z.object({ items: z.array(ruleFigures), cursor: z.string().optional() }),
      refusals: ['not-found'],
      example: { query: { from: '2026-11-01' } },
      run: count,
    }),
  },
};

async function count(call: Call<z.output<typeof query>>) {
  const { from, rule, limit = MOST } = call.query;
  const asked = unpackCursor(call.query.cursor, place);
  if (!asked.ok) return asked;
  const { value: cursor = { list: 0, since: from, rule } } = asked;
  if (cursor.since !== from || cursor.rule !== rule) return notOfThisList();
  const found = await findBrand(call);
  if (!found.ok) return found;
  const page = await listAcross({ brand: call.brand, state: 'sent', rule, limit, cursor });
  const sent = page.items.filter(({ sentAt }) => isSince(from, sentAt));
  // The newest change comes first, and none is older than the mail itself.
  const last = page.items.at(-1);
  const goesOn = page.cursor !== undefined && (!last || isSince(from, last.updatedAt));
  const next = goesOn ? { ...page.cursor, since: from, rule } : undefined;
  return ok({ items: figuresOf(sent), ...packCursor(next) });
}

const isSince = (day: string, instant: string | undefined): boolean =>
  instant !== undefined && instant >= day;

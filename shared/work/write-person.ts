import type { Temporal } from 'temporal-polyfill';
import type { Brand } from '../contract/brand.ts';
import type { Contact } from '../contract/contact.ts';
import { redateAll } from '../domain/ledger/redate.ts';
import { movedBy } from '../domain/ledger/touched.ts';
import { dateEntries } from '../domain/people/date-entries.ts';
import { iso } from '../domain/time/waits.ts';
import { noteArrivals } from '../store/calendar.ts';
import { putDate } from '../store/dates.ts';
import { changeOf } from '../store/follow-ups.ts';
import { loadState, putContact } from '../store/planning.ts';
import type { Writes } from '../store/requests.ts';

export type PersonChange = {
  before: Contact | undefined;
  after: Contact;
  brand: Brand;
  now: Temporal.Instant;
};

/**
 * All that is written when somebody changes whom no event has changed: the profile, where the calendar finds them, and
 * what waits for them and now goes at another time. It belongs into one transaction.
 */
export async function writesOfPerson({ before, after, brand, now }: PersonChange): Promise<Writes> {
  const dates = dateEntries(before, after, { brand, now });
  const zones = dates.map(({ zone }) => zone);
  // Before anything stands there, so that the calendar cannot miss it.
  await noteArrivals(brand.id, zones, now);
  return [
    putContact({ ...after, version: after.version + 1, updatedAt: iso(now) }),
    ...dates.map(putDate),
    ...(before ? await movedFollowUps({ before, contact: after, brand, now }) : []),
  ];
}

type Moved = { before: Contact; contact: Contact; brand: Brand; now: Temporal.Instant };

async function movedFollowUps(change: Moved): Promise<Writes> {
  const { followUps } = await loadState({
    brand: change.brand.id,
    followUps: movedBy(change.before, change.contact),
  });
  return redateAll(followUps, change).map(({ seen, after }) => ({ Update: changeOf(seen, after) }));
}

import type { Contact, Suppression, Tombstone } from '../../contract/contact.ts';
import type { World } from '../../domain/ledger/world.ts';
import type { Recorded } from '../../store/events.ts';
import { loadPeople } from '../../store/planning.ts';

/** Something that happened, and the person's counters until then. */
type Before = Pick<Recorded, 'event' | 'before'>;

/** As many as one read takes, with all that is kept of each. */
const A_READ = 30;
/** So many reads are on their way together: each waits for the table far longer than for us. */
const AT_ONCE = 8;

/**
 * Puts people into a world as they were before the first of these events: the counters as they were recorded, no send and
 * nothing open yet, and of the rest what is known now. (What else has changed about somebody since is not kept.)
 */
export async function addPastPeople(
  world: World,
  brand: string,
  first: ReadonlyMap<string, Before>,
): Promise<void> {
  const ids = [...first.keys()];
  for (let from = 0; from < ids.length; from += A_READ * AT_ONCE) {
    const window = ids.slice(from, from + A_READ * AT_ONCE);
    const reads = Array.from({ length: Math.ceil(window.length / A_READ) }, (_, at) => at * A_READ);
    const found = await Promise.all(
      reads.map((start) => loadPeople(brand, window.slice(start, start + A_READ))),
    );
    for (const people of found)
      for (const [id, person] of people) addPerson(world, { id, ...person, before: first.get(id) });
  }
}

type Past = {
  id: string;
  contact?: Contact;
  suppression?: Suppression;
  tombstone?: Tombstone;
  before: Before | undefined;
};

function addPerson(world: World, { id, contact, suppression, tombstone, before }: Past): void {
  if (suppression) world.suppressions.set(id, suppression);
  if (tombstone) world.tombstones.set(id, tombstone);
  if (!contact || !before) return;
  const since = Date.parse(before.event.receivedAt);
  const consented = contact.consent.at !== undefined && Date.parse(contact.consent.at) < since;
  // Who was not known before is made known by the event itself.
  if (before.before.orders + before.before.renewals === 0 && Date.parse(contact.createdAt) >= since) return;
  world.contacts.set(id, {
    ...contact,
    counters: before.before,
    consent: consented ? contact.consent : { marketing: 'unknown' },
    last: {},
    open: [],
    recentSends: contact.recentSends.filter(({ at }) => Date.parse(at) < since),
  });
}

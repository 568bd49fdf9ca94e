import { type Contact, type Suppression, contact as contactSchema } from '../contract/contact.ts';
import { type FollowUp, followUp as followUpSchema } from '../contract/follow-up.ts';
import { loadTombstone } from '../store/erasures.ts';
import { type Item, readPerson } from '../store/people.ts';
import { loadSuppression } from '../store/suppressions.ts';
import { parsePersonKey } from '../store/table.ts';

/** A part of what is held of a person; `cursor` leads to the next. */
export type Exported = {
  contact: string;
  profile?: Contact;
  events: Item[];
  followUps: FollowUp[];
  /** Whatever else there is, for instance dates. */
  others: Item[];
  /** Why nothing is sent to them, and when they were erased: said with the first part. */
  suppression?: Suppression;
  erasedAt?: string;
  cursor?: string;
};

/** All that is held of a person and nothing of anybody else, a page at a time. No copy is kept. */
export async function exportPerson(brand: string, contact: string, cursor?: string): Promise<Exported> {
  const page = await readPerson({ brand, contact }, cursor);
  const exported: Exported = { contact, events: [], followUps: [], others: [] };
  for (const item of page.items) sortIn(exported, item);
  if (page.cursor !== undefined) exported.cursor = page.cursor;
  if (cursor !== undefined) return exported;
  const [suppression, tombstone] = await Promise.all([
    loadSuppression(brand, contact),
    loadTombstone(brand, contact),
  ]);
  return {
    ...exported,
    ...(suppression && { suppression }),
    ...(tombstone && { erasedAt: tombstone.erasedAt }),
  };
}

function sortIn(exported: Exported, item: Item): void {
  const { kind } = parsePersonKey({ pk: String(item['pk']), sk: String(item['sk']) });
  if (kind === 'profile') exported.profile = contactSchema.parse(item);
  else if (kind === 'followUp') exported.followUps.push(followUpSchema.parse(item));
  else if (kind === 'event') exported.events.push(withoutKeys(item));
  else exported.others.push(withoutKeys(item));
}

/** Where it stands in the table is of no use to the person. */
const withoutKeys = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !/^(pk|sk|ttl|[a-z]+(Pk|Sk))$/.test(name)));

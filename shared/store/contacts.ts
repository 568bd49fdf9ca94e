import { type Contact, contact as schema } from '../contract/contact.ts';
import { readAll } from './requests.ts';
import { contactPartitions } from './indexes.ts';
import { type Places, type Step, walk } from './walk.ts';

/** The people of a brand, those first who became known last; `cursor` goes on where the page before ended. */
export async function listContacts(of: {
  brand: string;
  /** A hundred at most. */
  limit: number;
  from?: Places | undefined;
}): Promise<{ items: Contact[]; cursor?: Places }> {
  const partitions = contactPartitions(of.brand);
  const steps: Step[] = [];
  for await (const step of walk({ index: 'byList', partitions, backwards: true, from: of.from })) {
    steps.push(step);
    if (steps.length === of.limit) break;
  }
  const found = steps.length > 0 ? await readAll(steps.map(({ key }) => key)) : [];
  const byKey = new Map(found.map((item) => [String(item['pk']), item]));
  // Who was erased a moment ago still stands in the index.
  const items = steps.flatMap(({ key }) => byKey.get(key.pk) ?? []).map((item) => schema.parse(item));
  const last = steps.at(-1)?.places;
  return last && steps.length === of.limit ? { items, cursor: last } : { items };
}

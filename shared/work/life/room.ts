import type { Kind } from '../../contract/life.ts';
import { MOST_RULES } from '../../contract/rule.ts';
import { SETTINGS_TTL, cached } from '../../store/cache.ts';
import { countEntries } from '../../store/entries.ts';

/** More than the API lets anybody save while a count is believed: 100 calls a second. */
const MARGIN = 2000;

/** Counting reads every entry there is, and whoever pushes thousands of files would have that done for each. */
const counts = {
  rule: cached((brand) => countEntries(brand, 'rule'), SETTINGS_TTL),
  template: cached((brand) => countEntries(brand, 'template'), SETTINGS_TTL),
} satisfies Record<Kind, unknown>;

/** Whether a brand may have one more; near the limit it is counted anew each time. */
export async function hasRoom(brand: string, kind: Kind): Promise<boolean> {
  if ((await counts[kind](brand)) < MOST_RULES - MARGIN) return true;
  return (await countEntries(brand, kind)) < MOST_RULES;
}

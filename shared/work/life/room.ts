import type { Kind } from '../../contract/life.ts';
import { MOST_RULES } from '../../contract/rule.ts';
import { SETTINGS_TTL, cached } from '../../store/cache.ts';
import { countEntries } from '../../store/entries.ts';

/** Counting reads every entry there is, and whoever pushes thousands of files would have that done for each. */
const taken = {
  rule: cached(async (brand) => ({ count: await countEntries(brand, 'rule') }), SETTINGS_TTL),
  template: cached(async (brand) => ({ count: await countEntries(brand, 'template') }), SETTINGS_TTL),
} satisfies Record<Kind, unknown>;

/**
 * Takes a place for one more, if a brand may have it. What others save in these seconds is not seen: the limit is one of
 * good sense, and what goes live is counted exactly. Nobody is refused without a fresh count.
 */
export async function takeRoom(brand: string, kind: Kind): Promise<boolean> {
  const about = await taken[kind](brand);
  if (about.count >= MOST_RULES) taken[kind].forget();
  const now = await taken[kind](brand);
  if (now.count >= MOST_RULES) return false;
  now.count += 1;
  return true;
}

import { Temporal } from 'temporal-polyfill';
import { listBrands } from '../../shared/store/brands.ts';
import { tendSilence } from './silence.ts';
import { counted } from '../../shared/contract/wording.ts';

export type Tended = {
  /** How many sources fell silent. */
  silent: number;
  /** The first moment at which a source can fall silent, as far as is known now; `null` when none can. */
  next: string | null;
};

/**
 * A quarter of an hour has passed: what fell silent, and what speaks again? Throws at the end when a source could not
 * be looked after, so that somebody hears of it.
 */
export async function handler(): Promise<Tended> {
  const now = Temporal.Now.instant();
  const brands = await listBrands();
  let [silent, failed] = [0, 0];
  let next: Temporal.Instant | undefined;
  for (const brand of brands) {
    const told = await tendSilence(brand, now);
    silent += told.silent;
    failed += told.failed;
    next = earlier(next, told.next);
  }
  if (failed > 0) throw new Error(`${counted(failed, 'source')} could not be looked after.`);
  return { silent, next: next?.toString() ?? null };
}

function earlier(
  a: Temporal.Instant | undefined,
  b: Temporal.Instant | undefined,
): Temporal.Instant | undefined {
  if (!a || !b) return a ?? b;
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}

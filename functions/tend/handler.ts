import { Temporal } from 'temporal-polyfill';
import { listBrands } from '../../shared/store/brands.ts';
import { tendSilence } from './silence.ts';
import { reconcileSuppressions } from './suppressions.ts';
import { counted } from '../../shared/contract/wording.ts';

export type Tended = {
  /** How many sources fell silent. */
  silent: number;
  /** How many contacts are stopped, as SES sends them nothing any more. */
  suppressed: number;
  /** The first moment at which there is something to do, as far as is known now; `null` when there is none. */
  next: string | null;
};

/**
 * A quarter of an hour has passed: what fell silent, and what speaks again? And once a day: whom does SES send nothing
 * any more? Throws at the end when something could not be looked after, so that somebody hears of it.
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
  const reconciled = await reconcileSuppressions(brands, now);
  if (failed > 0) throw new Error(`${counted(failed, 'source')} could not be looked after.`);
  const { suppressed } = reconciled;
  return { silent, suppressed, next: earlier(next, reconciled.next)?.toString() ?? null };
}

function earlier(
  a: Temporal.Instant | undefined,
  b: Temporal.Instant | undefined,
): Temporal.Instant | undefined {
  if (!a || !b) return a ?? b;
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}

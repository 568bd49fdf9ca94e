import { Temporal } from 'temporal-polyfill';

/** From now on the calendar has seen every hour up to `now`, for what rules and occasions ask of it by then. */
export async function calendarHasSeen(now: string): Promise<void> {
  const { saveThrough } = await import('../../shared/store/calendar.ts');
  const { readLive } = await import('../../shared/store/rules.ts');
  const { readBrand } = await import('../../shared/store/brands.ts');
  const { lookedFor } = await import('../../shared/domain/time/calendar.ts');
  for (const id of ['demo', 'demo-test']) {
    const [{ rules }, brand] = await Promise.all([readLive(id), readBrand(id)]);
    await saveThrough(id, Temporal.Instant.from(now), lookedFor(rules, brand?.occasions));
  }
}

import * as z from 'zod';
import type { Temporal } from 'temporal-polyfill';
import { loadAccount } from '../../clients/mail-account.ts';
import type { Brand } from '../../contract/brand.ts';
import { ceilingsAhead, overflow } from '../../domain/reputation/ceilings.ts';
import { warmDayOf } from '../../domain/reputation/warm-up.ts';
import { loadWarm } from '../../store/warm-up.ts';
import { type ForecastPart } from './forecast-part.ts';
import { addCounts } from './replay-part.ts';

const figure = z.number().int();

/** A day on which more mails are due than may go; the rest waits for the next one, thanks first. */
export const overDay = z.object({
  day: z.iso.date(),
  /** With what the days before left to it. */
  due: figure,
  goes: figure,
  waits: figure,
  /** What says so: the plan of the brand's warm-up, or SES, of all brands of the account together. */
  by: z.enum(['warm-up', 'quota']),
  /** So many may go that day, for today: may still go. */
  most: figure,
});

/** Mails of each day, as earlier answers told them, added up. */
export const soFar = z.strictObject({
  mails: z.record(z.iso.date(), figure.min(0)),
  marketing: z.record(z.iso.date(), figure.min(0)),
});
type SoFar = z.infer<typeof soFar>;

type Wish = { brand: Brand; days: number; now: Temporal.Instant };

/** Where the mails of a forecast have no room. SES is asked, and the day's count is read, only where there is a mail. */
export async function overIn(
  { brand, days, now }: Wish,
  part: ForecastPart,
  before: SoFar = { mails: {}, marketing: {} },
): Promise<z.infer<typeof overDay>[]> {
  const mails = addCounts(before.mails, mailsByDay(part));
  const marketing = addCounts(before.marketing, part.marketing);
  if (Object.keys(mails).length === 0) return [];
  const warm = warmDayOf(brand, now);
  const [count, quota] = await Promise.all([
    warm && loadWarm([{ brand: brand.id, warm }]).then((counts) => counts.get(brand.id)),
    loadQuota(),
  ]);
  const today = now.toZonedDateTimeISO(brand.timezone).toPlainDate();
  const expected = Array.from({ length: days }, (_, ahead) => {
    const day = today.add({ days: ahead }).toString();
    return { day, mails: mails[day] ?? 0, marketing: marketing[day] ?? 0 };
  });
  return overflow(expected, ceilingsAhead({ brand, now, count, quota }, days));
}

const mailsByDay = ({ days }: ForecastPart): Record<string, number> =>
  Object.fromEntries(
    Object.entries(days).map(([day, rules]) => [
      day,
      Object.values(rules).reduce((sum, one) => sum + one, 0),
    ]),
  );

/** Where SES does not answer, a forecast without its quota is better than none. */
async function loadQuota(): Promise<{ perDay: number; leftToday: number } | undefined> {
  const account = await loadAccount();
  if (!account.ok || account.value.quota.perDay === undefined) return undefined;
  const { perDay, usedToday } = account.value.quota;
  return { perDay, leftToday: Math.max(0, perDay - Math.ceil(usedToday)) };
}

import * as z from 'zod';
import type { Brand } from '../../contract/brand.ts';
import { instant } from '../../contract/primitives.ts';
import type { World } from '../../domain/ledger/world.ts';
import { maskEmail } from '../../domain/people/identity.ts';
import { dayIn, zoneOf } from '../../domain/time/zones.ts';
import { addCounts } from './replay-part.ts';

const counts = z.record(z.string(), z.number().int());
const mail = z.object({
  at: instant,
  rule: z.string(),
  contact: z.string(),
  /** Enough to tell people apart that one knows. */
  to: z.string().optional(),
  /** Where the person lives. */
  zone: z.string(),
});

type ForecastMail = z.infer<typeof mail>;

/** What one slice came to; those of all slices are added up. */
export const forecastPart = z.object({
  people: z.number().int(),
  /** Mails by day of the brand's zone, and by rule within it. */
  days: z.record(z.string(), counts),
  /** Of these, marketing, by day. */
  marketing: counts,
  /** By rule: what is due in these days and does not go, because it is paused. */
  held: counts,
  /** By rule: what will be skipped or cancelled when its time comes. */
  ended: counts,
  /**
   * Of these people, those for whom something has changed since the first of the answers: what waits for them may have
   * moved from where it was counted to where it was met again.
   */
  moved: z.number().int(),
  /** One by one, where that was asked for: in the order of time within each answer. */
  mails: z.array(mail).optional(),
});
export type ForecastPart = z.infer<typeof forecastPart>;

/** What came of the follow-ups of a world: by day and rule, and mail by mail. */
export function partOf(world: World, brand: Brand): ForecastPart & { mails: ForecastMail[] } {
  const part = { ...emptyForecast(), people: world.contacts.size };
  const mails: ForecastMail[] = [];
  for (const { state, sentAt, rule, contact, purpose } of world.followUps.values()) {
    if (state === 'sent' && sentAt !== undefined) {
      const day = dayIn(brand.timezone, sentAt);
      part.days[day] = addCounts(part.days[day] ?? {}, { [rule]: 1 });
      if (purpose === 'marketing') part.marketing = addCounts(part.marketing, { [day]: 1 });
      const person = world.contacts.get(contact);
      const zone = zoneOf(person ?? {}, brand).id;
      mails.push({ at: sentAt, rule, contact, ...masked(person?.email), zone });
    } else if (state === 'skipped' || state === 'cancelled') {
      part.ended = addCounts(part.ended, { [rule]: 1 });
    }
  }
  return { ...part, mails };
}

const masked = (email: string | undefined): { to?: string } => (email ? { to: maskEmail(email) } : {});

export const emptyForecast = (): ForecastPart => ({
  people: 0,
  days: {},
  marketing: {},
  held: {},
  ended: {},
  moved: 0,
});

/** Two parts together. */
export function addForecast(a: ForecastPart, b: ForecastPart): ForecastPart {
  const days = { ...a.days };
  for (const [day, rules] of Object.entries(b.days)) days[day] = addCounts(days[day] ?? {}, rules);
  return {
    people: a.people + b.people,
    days,
    marketing: addCounts(a.marketing, b.marketing),
    held: addCounts(a.held, b.held),
    ended: addCounts(a.ended, b.ended),
    moved: a.moved + b.moved,
    ...(a.mails || b.mails ? { mails: [...(a.mails ?? []), ...(b.mails ?? [])] } : {}),
  };
}

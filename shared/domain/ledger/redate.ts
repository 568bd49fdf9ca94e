import type { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import type { Contact } from '../../contract/contact.ts';
import type { EventFacts } from '../../contract/event.ts';
import type { FollowUp } from '../../contract/follow-up.ts';
import { LEAP_DAY } from '../time/calendar.ts';
import { celebratedOn, readDate } from '../time/dates.ts';
import { iso, parseInstant } from '../time/waits.ts';
import { zoneOf } from '../time/zones.ts';
import { schedule } from './due.ts';
import { ended, planned } from './transitions.ts';
import { DAY_IS_OVER } from './words.ts';

type Change = { before: Contact; contact: Contact; brand: Brand; now: Temporal.Instant };
type CelebratedDate = NonNullable<EventFacts['date']>;

/**
 * A waiting follow-up after its person has moved to another zone, or a date of theirs was put right: it goes at the hour
 * and on the day that are right now. (The same object) where neither concerns it.
 */
export function redate(followUp: FollowUp, change: Change): FollowUp {
  const zone = zoneOf(change.contact, change.brand);
  const hasMoved = zoneOf(change.before, change.brand).id !== zone.id;
  const date = dateAfter(followUp, change);
  const isCorrected = date !== followUp.facts.date;
  if (!isCorrected && (!hasMoved || !isLocal(followUp))) return followUp;
  const from = date ? startOf(followUp, date, zone.id) : parseInstant(followUp.countedFrom);
  if (!from) {
    const reason = 'Their date was put right, and in this year there is no such day.';
    return ended(followUp, { state: 'cancelled', reason }, change.now);
  }
  const why = isCorrected
    ? 'Re-timed, as their date was put right.'
    : 'Re-timed, as they moved to another zone.';
  return retimed({ ...followUp, facts: { ...followUp.facts, ...(date && { date }) } }, { from, why }, change);
}

/** Those that still wait and go at another time, or not at all, after a change of their person. */
export const redateAll = (
  followUps: readonly FollowUp[],
  change: Change,
): { seen: FollowUp; after: FollowUp }[] =>
  followUps
    .filter(({ state }) => state === 'planned' || state === 'queued')
    .map((seen) => ({ seen, after: redate(seen, change) }))
    .filter(({ seen, after }) => seen !== after);

/** Whether its moment depends on the clock of the person. */
const isLocal = ({ timing, facts }: FollowUp): boolean => timing.at !== undefined || facts.date !== undefined;

/** The date that it is about as it is known now; occasions are the brand's. */
function dateAfter(
  { facts: { date }, on }: FollowUp,
  { before, contact }: Change,
): CelebratedDate | undefined {
  if (!date || (on !== 'birthday' && on !== 'anniversary')) return date;
  const [was, is] = [before, contact].map(({ dates }) => dates[date.kind]?.on);
  return is === undefined || is === was || is === date.on ? date : { ...date, on: is };
}

/** The beginning of the local day on which it is told; `undefined` where the year has no such day. */
function startOf(
  { subject, countedFrom }: FollowUp,
  { on, daysBefore = 0, leapDay = LEAP_DAY }: CelebratedDate,
  zone: string,
): Temporal.Instant | undefined {
  const year = Number(subject.split('/').at(-1));
  const date = readDate(on);
  // What a shop tells of itself may have any subject: then its own moment stays.
  if (!date || !Number.isInteger(year)) return parseInstant(countedFrom);
  const day = celebratedOn(date, year, leapDay)?.subtract({ days: daysBefore });
  return day?.toZonedDateTime(zone).toInstant();
}

function retimed(
  followUp: FollowUp,
  { from, why }: { from: Temporal.Instant; why: string },
  { contact, brand, now }: Change,
): FollowUp {
  const { timing, on = 'update' } = followUp;
  const there = schedule({ from, since: on, timing, contact, brand, now });
  // Whoever moves far to the east may find the day over: what was still in time where they were goes at once.
  const isOver = there.expires.epochMilliseconds <= now.epochMilliseconds;
  const due = isOver ? now : there.due;
  const expires = isOver ? parseInstant(followUp.expiresAt) : there.expires;
  const words = isOver ? DAY_IS_OVER : there.words;
  return {
    ...planned(followUp, { dueAt: due, reason: `${why} ${words}` }, now),
    expiresAt: iso(expires),
    countedFrom: iso(from),
  };
}

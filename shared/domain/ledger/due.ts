import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import type { Contact } from '../../contract/contact.ts';
import type { EventKind } from '../../contract/event.ts';
import type { Timing } from '../../contract/follow-up.ts';
import { spread } from '../time/spread.ts';
import { dueAt, expiresAt } from '../time/waits.ts';
import { weekendUntil } from '../time/weekdays.ts';
import { type Zone, zoneOf } from '../time/zones.ts';
import { dueInWords, spreadInWords } from './words.ts';

type Scheduling = {
  /** What the wait is counted from, and what kind of event that was. */
  from: Temporal.Instant;
  since: EventKind;
  timing: Omit<Timing, 'retimedBy'>;
  contact: Contact;
  brand: Brand;
  now: Temporal.Instant;
};

type Found = { due: Temporal.Instant; moved: string[] };

/** When a follow-up is due by all that its rule and its brand ask for, and until when it makes sense; in words, too. */
export function schedule(of: Scheduling): {
  due: Temporal.Instant;
  expires: Temporal.Instant;
  words: string;
} {
  const { from, since, timing, contact, brand } = of;
  const zone = zoneOf(contact, brand);
  const expires = expiresAt(from, timing.within, zone.id);
  const { due, moved } = find({ ...of, zone, expires });
  return { due, expires, words: dueInWords({ due, from, timing, zone, since, moved }) };
}

type Place = Scheduling & { zone: Zone; expires: Temporal.Instant };

/** The calendar looks on the full hour, and what it finds is decided moments later: that is still the hour itself. */
const ON_TIME = { minutes: 15 } as const;

/**
 * What is told of late, when its local time has passed, is due at the next such time: nobody is written to in the middle
 * of the night for it. Where that would be too late altogether, it is due at once.
 */
function find(place: Place): Found {
  const { from, timing, now, zone, expires } = place;
  const plain = dueAt(from, timing, zone.id);
  const first = settle(plain, place);
  const isOnTime = Temporal.Instant.compare(first.due.add(ON_TIME), now) >= 0;
  if (timing.at === undefined || isOnTime) return first;
  const next = settle(dueAt(now, { after: 'PT0S', at: timing.at }, zone.id), place);
  return Temporal.Instant.compare(next.due, expires) < 0 ? next : { due: plain, moved: [] };
}

/** Off the weekend, where only weekdays count, and to this person's own minute of those that many share. */
function settle(plain: Temporal.Instant, { timing, contact, brand, now, zone, expires }: Place): Found {
  const tried = Temporal.Instant.compare(plain, now) < 0 ? now : plain;
  const monday = isForWeekdays(timing, brand) ? weekendUntil(tried, timing.at, zone.id) : undefined;
  if (monday && Temporal.Instant.compare(monday, expires) >= 0)
    return { due: plain, moved: ['on a weekend, as no weekday is left before its time runs out'] };
  const moment = monday ?? plain;
  const moved = monday ? ['moved past the weekend'] : [];
  const isShared = monday !== undefined || timing.at !== undefined;
  if (!isShared || brand.spread === undefined) return { due: moment, moved };
  const due = spreadIn(moment, { brand, contact, zone, expires });
  return { due, moved: [...moved, spreadInWords(brand.spread)] };
}

export const isForWeekdays = ({ weekdays }: Pick<Timing, 'weekdays'>, { weekdaysOnly }: Brand): boolean =>
  weekdays === true || weekdaysOnly === true;

/** A moment that many share, as the brand spreads it; the moment itself where it does not. */
export const spreadIn = (
  moment: Temporal.Instant,
  {
    brand,
    contact,
    zone,
    expires,
  }: { brand: Brand; contact: Contact; zone: Zone; expires: Temporal.Instant },
): Temporal.Instant =>
  brand.spread === undefined
    ? moment
    : spread(moment, {
        over: brand.spread,
        by: contact.id,
        zone: zone.id,
        expires,
        quietHours: brand.quietHours,
      });

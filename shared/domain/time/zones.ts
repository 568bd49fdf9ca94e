import { Temporal } from 'temporal-polyfill';
import type { ZoneSource } from '../../contract/contact.ts';

export type Zone = { id: string; from: ZoneSource };

/** Whether the runtime knows the zone; an IANA name that was never valid or is gone is not trusted. */
export function isZone(id: string): boolean {
  if (zones.has(id)) return true;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(id);
  } catch {
    return false;
  }
  const isNamed = /[A-Za-z]/.test(id);
  if (isNamed) zones.add(id);
  return isNamed;
}

/** Those that were asked for and are known. There are not many; what anybody may send us instead is not kept. */
const zones = new Set<string>();

/** In which zone a person's day is counted: their own, that of a country whose zones agree, else the brand's. */
export function zoneOf(
  contact: { timezone?: string | undefined; country?: string | undefined },
  brand: { timezone: string },
): Zone {
  if (contact.timezone && isZone(contact.timezone)) return { id: contact.timezone, from: 'contact' };
  const ofCountry = contact.country && zoneOfCountry(contact.country);
  if (ofCountry) return { id: ofCountry, from: 'country' };
  return { id: brand.timezone, from: 'brand' };
}

const known = new Map<string, string | undefined>();

/** The one wall clock of a country, or `undefined` where its zones differ within the year (Spain, the US). */
export function zoneOfCountry(country: string): string | undefined {
  if (!known.has(country)) known.set(country, onlyClock(country));
  return known.get(country);
}

/** A winter and a summer day: zones that agree on both agree for our purpose. */
const PROBES = ['2026-01-15T12:00:00Z', '2026-07-15T12:00:00Z'].map((at) => Temporal.Instant.from(at));

function onlyClock(country: string): string | undefined {
  if (!/^[A-Z]{2}$/.test(country)) return undefined;
  const zones = zonesOf(new Intl.Locale(`und-${country}`));
  const clocks = new Set(
    zones.map((zone) => PROBES.map((at) => at.toZonedDateTimeISO(zone).offset).join(' ')),
  );
  return clocks.size === 1 ? zones[0] : undefined;
}

/** `getTimeZones` is in every runtime we use, but not yet in TypeScript's library. */
const hasZones = (locale: object): locale is { getTimeZones: () => string[] | undefined } =>
  'getTimeZones' in locale;
const zonesOf = (locale: Intl.Locale): string[] => (hasZones(locale) ? (locale.getTimeZones() ?? []) : []);

const WHOSE = {
  contact: 'their own time',
  country: "their country's time",
  brand: "the brand's time",
} as const;

/** Traces are English; `Intl` would cost more here than the rest of a decision. */
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** For traces: `Sun 6 Dec 2026 10:00 (Europe/Berlin, their country's time)`. */
export function inWords(instant: Temporal.Instant, zone: Zone): string {
  const local = instant.toZonedDateTimeISO(zone.id);
  const time = [local.hour, local.minute].map((part) => String(part).padStart(2, '0')).join(':');
  const date = `${DAYS[local.dayOfWeek - 1]} ${local.day} ${MONTHS[local.month - 1]} ${local.year}`;
  return `${date} ${time} (${zone.id}, ${WHOSE[zone.from]})`;
}

/** The day of an instant in a zone: `2026-12-06`. */
export const dayIn = (zone: string, instant: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();

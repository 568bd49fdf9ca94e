import { Temporal } from 'temporal-polyfill';
import { nearest } from '../rules/nearest.ts';
import { isZone } from './zones.ts';

/** The zone as it is written (`europe/berlin` is `Europe/Berlin`), or `undefined` if there is none of that name. */
export const spellZone = (given: string): string | undefined =>
  isZone(given) ? Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(given).timeZoneId : undefined;

const cityOf = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1).toLowerCase();

/** The zone that was probably meant: of that very city, else one that is spelt nearly so. */
export function nearestZone(given: string): string | undefined {
  const zones = Intl.supportedValuesOf('timeZone');
  const city = cityOf(given.trim().replaceAll(' ', '_'));
  return (
    zones.find((zone) => cityOf(zone) === city) ??
    nearest(given, zones) ??
    zones.find((zone) => cityOf(zone) === nearest(city, zones.map(cityOf)))
  );
}

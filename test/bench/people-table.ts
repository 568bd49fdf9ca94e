import { Temporal } from 'temporal-polyfill';
import { dateEntries } from '../../shared/domain/people/date-entries.ts';
import { putDate } from '../../shared/store/dates.ts';
import { putContact } from '../../shared/store/planning.ts';
import { keys } from '../../shared/store/table.ts';
import { makeBrand, makeContact } from '../helpers/make.ts';
import type { Contents } from './prepared.ts';

export const PEOPLE_BRAND = makeBrand({ id: 'crowd', timezone: 'Europe/Berlin' });

/** On one day so many people of Berlin have their birthday, and on the other ten times as many. */
export const FEW = { on: '03-02', people: 1000, begins: '2027-03-01T23:00:00Z' };
export const MANY = { on: '06-02', people: 10_000, begins: '2027-06-01T22:00:00Z' };

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Asia/Kolkata'];
const CAME_IN = Temporal.Instant.from('2026-01-01T12:00:00Z');
/** Of other days, so that the two above hold who is meant and nobody else. */
const OTHER_DAYS = Array.from({ length: 28 * 12 }, (_, at) => {
  const [month, day] = [Math.floor(at / 28) + 1, (at % 28) + 1];
  return `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}).filter((day) => day !== FEW.on && day !== MANY.on);

export const peopleTable = (people: number): Contents => ({
  name: `people-${people}`,
  items: () => itemsOf(people),
  madeBy: 'test/bench/people-table.ts',
});

/** The brand; the profile of each, their birthday, and their place in the list of everybody. */
function* itemsOf(people: number): Generator<Record<string, unknown>> {
  yield { ...keys.brand(PEOPLE_BRAND.id), ...PEOPLE_BRAND };
  yield { ...keys.brandListed(PEOPLE_BRAND.id), brand: PEOPLE_BRAND.id };
  yield { ...keys.zones(PEOPLE_BRAND.id), zones: new Set(ZONES) };
  for (let at = 0; at < people; at++) {
    const contact = personAt(at, people);
    const entries = dateEntries(undefined, contact, { brand: PEOPLE_BRAND, now: CAME_IN });
    for (const { Put } of [putContact(contact), ...entries.map(putDate)]) if (Put?.Item) yield Put.Item;
  }
}

function personAt(at: number, people: number) {
  const isFew = at < FEW.people;
  const isMany = !isFew && at < FEW.people + MANY.people && hasMany(people);
  const day = isFew ? FEW.on : isMany ? MANY.on : OTHER_DAYS[at % OTHER_DAYS.length];
  return makeContact({
    brand: PEOPLE_BRAND.id,
    // In order, as an export is loaded several times as fast then.
    id: String(at).padStart(22, '0'),
    email: `person-${at}@example.com`,
    lastName: `Ruiz ${at}`,
    timezone: isFew || isMany ? 'Europe/Berlin' : (ZONES[at % ZONES.length] ?? ''),
    dates: { birthday: { on: `${1950 + (at % 50)}-${day}`, from: 'import', at: CAME_IN.toString() } },
  });
}

/** A small table has no room for the many. */
export const hasMany = (people: number): boolean => people >= 10 * MANY.people;

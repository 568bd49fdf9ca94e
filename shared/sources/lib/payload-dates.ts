import type { Temporal } from 'temporal-polyfill';
import { datesIn } from '../../domain/people/dates.ts';
import { PERSONAL } from '../../domain/time/calendar.ts';
import { faultOfDate } from '../../domain/time/dates.ts';
import type { Payload } from './payload.ts';

/** What cannot be a date of a person, and where it stands; `undefined` where all can be. */
export function faultInDates({ type, data }: Payload, now: Temporal.Instant): string | undefined {
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const { birthday, dates } = data.contact ?? {};
  const known = datesIn({ birthday: birthday ?? undefined, dates: dates ?? undefined });
  const told = Object.entries(known).map(([kind, on]) => ({
    at: kind === 'birthday' && birthday ? 'data.contact.birthday' : `data.contact.dates.${kind}`,
    fault: faultOfDate(on, today),
  }));
  const faults = [...told, ...(isPersonal(type) ? faultsOfOwn(type, data.date, today) : [])];
  const found = faults.find(({ fault }) => fault !== undefined);
  return found && `${found.at}: ${found.fault}`;
}

const isPersonal = (type: string): boolean => PERSONAL.some((kind) => kind === type);

/** The day that is celebrated may be the next one to come. A birthday is told as such, each other date as an anniversary. */
function faultsOfOwn(type: string, date: Payload['data']['date'], today: Temporal.PlainDate) {
  if (!date) return [];
  const isBirthday = date.kind === 'birthday';
  return [
    { at: 'data.date.on', fault: faultOfDate(date.on, today.add({ years: 1 })) },
    {
      at: 'data.date.kind',
      fault: isBirthday === (type === 'birthday') ? undefined : fitting(isBirthday, type),
    },
  ];
}

const fitting = (isBirthday: boolean, type: string): string =>
  isBirthday ? `use the type birthday for it, not ${type}` : 'use birthday, or the type anniversary';

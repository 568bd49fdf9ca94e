import { isDeepStrictEqual } from 'node:util';
import type { Contact, Suppression } from '../../../contract/contact.ts';
import { type KnownDate, MOST_DATES } from '../../../contract/date.ts';
import type { Subject } from '../../../contract/follow-up.ts';
import { numbersAfter } from './customer-ids.ts';
import type { Told } from './read-row.ts';

export type ImportSource = {
  now: string;
  /** What shows that somebody agreed, where no row tells. */
  proof: string;
};

type Known = {
  contact: Contact;
  suppression?: Suppression | undefined;
  /** The rows of numbers that are told. */
  customers?: readonly Subject[] | undefined;
};

/** The person knowing what a row tells. Counters stay, and so does consent that is known. */
export function importInto(
  { contact, suppression, customers = [] }: Known,
  told: Told,
  source: ImportSource,
): { contact: Contact; notes: string[] } {
  const { email, consent: _consent, dates: _dates, customerIds = {}, ...facts } = told;
  const numbers = numbersAfter(contact, customerIds, customers);
  const dates = datesAfter(contact, told, source);
  const consent = consentAfter({ contact, stop: suppression?.reason }, told, source);
  return {
    contact: {
      ...contact,
      ...facts,
      email,
      externalIds: numbers.externalIds,
      dates: dates.dates,
      consent: consent.consent,
    },
    notes: [...numbers.notes, ...dates.notes, ...consent.notes],
  };
}

/** Whether an import changes nothing of a person. */
export const isSame = (before: Contact, after: Contact): boolean => isDeepStrictEqual(before, after);

/** Of rows that contradict each other, the last may say what was known before: that is no change, whenever it was told. */
export function withOldDates(before: Contact, after: Contact): Contact {
  const same = Object.entries(before.dates).filter(([kind, { on }]) => after.dates[kind]?.on === on);
  return { ...after, dates: { ...after.dates, ...Object.fromEntries(same) } };
}

const OTHERWISE =
  'an earlier row with this address says otherwise, and the later one counts; two people need an address each';

const FACTS = ['firstName', 'lastName', 'locale', 'timezone', 'country', 'kind'] as const;

/** What earlier rows told of a person and the next one made something else: they may be of two people. */
export function contradictions(earlier: readonly Told[], before: Contact, after: Contact): string[] {
  const facts = FACTS.filter(
    (name) => before[name] !== after[name] && earlier.some((told) => told[name] !== undefined),
  );
  const dates = Object.keys(after.dates).filter(
    (kind) =>
      before.dates[kind]?.on !== after.dates[kind]?.on && earlier.some(({ dates: told }) => told[kind]),
  );
  return [...facts, ...dates.map((kind) => (kind === 'birthday' ? kind : `date ${kind}`))].map(
    (name) => `${name}: ${OTHERWISE}`,
  );
}

const KEPT = 'what is known is kept';

function consentAfter(
  { contact: { consent }, stop }: { contact: Contact; stop: Suppression['reason'] },
  { consent: said }: Told,
  { now, proof }: ImportSource,
): { consent: Contact['consent']; notes: string[] } {
  if (said === undefined || said.marketing === 'unknown' || said.marketing === consent.marketing)
    return { consent, notes: [] };
  if (consent.marketing !== 'unknown' && !isTakenBack(consent, said.marketing))
    return { consent, notes: [`consent: an import does not change one that is known; ${KEPT}`] };
  if (said.marketing === 'granted' && stop)
    return { consent, notes: [`consent left out: the address is suppressed (${stop})`] };
  const given = { at: said.at ?? now, source: 'import', proof: said.proof ?? proof };
  return { consent: { marketing: said.marketing, ...given }, notes: [] };
}

/** Of two rows or files, of which one says that somebody agreed and the other that they withdrew, the latter counts. */
const isTakenBack = ({ source }: Contact['consent'], said: Contact['consent']['marketing']): boolean =>
  source === 'import' && said === 'withdrawn';

function datesAfter(
  { dates: known }: Contact,
  { dates: told }: Told,
  { now }: ImportSource,
): { dates: Contact['dates']; notes: string[] } {
  const notes: string[] = [];
  const dates = { ...known };
  for (const [kind, on] of Object.entries(told)) {
    const before = known[kind];
    if (before !== undefined && !isNews(before, on)) {
      if (before.on !== on) notes.push(`date ${kind}: ${KEPT}, it ${whyKept(before)}`);
    } else if (before === undefined && Object.keys(dates).length >= MOST_DATES)
      notes.push(`date ${kind} left out: there are ${MOST_DATES} already`);
    else dates[kind] = { on, from: 'import', at: now };
  }
  return { dates, notes };
}

const hasYear = (on: string): boolean => !on.startsWith('--');

/** Since when somebody is a customer their orders tell, too: the earlier counts. A day without its year is no news. */
function isNews(before: KnownDate, on: string): boolean {
  if (before.on === on || (!hasYear(on) && before.on.endsWith(on.slice(1)))) return false;
  return before.from !== 'orders' || (hasYear(on) && on < before.on);
}

const whyKept = ({ from }: KnownDate): string =>
  from === 'orders' ? 'is earlier, by an order' : 'has a year';

import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import type { Contact, Suppression } from '../../contract/contact.ts';
import type { FollowUp, Subject } from '../../contract/follow-up.ts';
import { refusedBecause } from '../people/refused-address.ts';
import { waitedBecause } from '../reputation/warm-up.ts';
import { inWords, zoneOf } from '../time/zones.ts';
import { parseInstant } from '../time/waits.ts';
import { nextFree } from './free.ts';
import { cancelledBy, suppressedBecause } from './reasons.ts';
import { unwantedBecause } from './wishes.ts';

export type GateInput = {
  followUp: FollowUp;
  contact: Contact;
  subject: Subject | undefined;
  suppression: Suppression | undefined;
  brand: Brand;
  now: Temporal.Instant;
};

export type Verdict =
  | { kind: 'send'; to: string }
  | { kind: 'postpone'; until: Temporal.Instant; reason: string }
  | { kind: 'end'; state: 'skipped' | 'cancelled'; reason: string };

/** How soon a paused follow-up asks again. */
const PAUSE_RECHECK = Temporal.Duration.from('PT5M');

/**
 * Whether a due follow-up may still go, checked at the moment of sending. Limits postpone to the next free moment;
 * only what would come too late is skipped.
 */
export function gate(input: GateInput): Verdict {
  const ended = endedBecause(input);
  if (ended) return ended;
  const { followUp, contact, now } = input;
  if (!contact.email) return skip('No e-mail address is known for this person.');
  const refused = refusedBecause({ id: contact.id, email: contact.email }, input.brand);
  if (refused) return skip(refused);
  const expires = parseInstant(followUp.expiresAt);
  if (expires.epochMilliseconds <= now.epochMilliseconds) {
    const ranOut = `Its time ran out on ${inWords(expires, zoneOf(contact, input.brand))}.`;
    const waited = waitedBecause(followUp, input.brand, now);
    return skip(waited === undefined ? ranOut : `${ranOut} ${waited}`);
  }
  const hold: Hold | undefined = paused(input) ?? nextFree(input);
  return hold ? putOff(followUp, hold) : { kind: 'send', to: contact.email };
}

type Hold = { until: Temporal.Instant; reason: string; mayEndSooner?: boolean };
export type Held = Exclude<Verdict, { kind: 'send' }>;

/** Postponed until then; what would be too old by then is skipped. */
export function putOff({ expiresAt }: FollowUp, hold: Hold): Held {
  const expires = parseInstant(expiresAt);
  if (hold.until.epochMilliseconds < expires.epochMilliseconds) return { kind: 'postpone', ...hold };
  // A pause may end any minute, so it asks again up to the very end.
  if (hold.mayEndSooner) return { kind: 'postpone', until: expires, reason: hold.reason };
  return skip(`${hold.reason} That is after its time runs out.`);
}

const skip = (reason: string): Held => ({ kind: 'end', state: 'skipped', reason });

function endedBecause({ followUp, contact, subject, suppression }: GateInput): Verdict | undefined {
  const stopped = suppressedBecause(suppression);
  if (stopped !== undefined) return skip(stopped);
  const { unless, countedFrom: since, on, purpose, timing } = followUp;
  const cancelled = cancelledBy({ unless, contact, subject, since, on });
  if (cancelled) return { kind: 'end', state: 'cancelled', reason: cancelled };
  const unwanted = unwantedBecause(suppression, { on, purpose, after: timing.after });
  if (unwanted !== undefined) return skip(unwanted);
  if (purpose === 'marketing' && contact.consent.marketing !== 'granted')
    return skip('It is marketing, and the person has not agreed to that.');
  return undefined;
}

const pausedBecause = ({ halted }: Brand): string => halted?.reason ?? 'Sending is paused for the brand.';

function paused({ followUp, brand, now }: GateInput): Hold | undefined {
  const until = now.add(PAUSE_RECHECK);
  if (brand.paused) return { until, reason: pausedBecause(brand), mayEndSooner: true };
  if (brand.pausedRules.includes(followUp.rule))
    return { until, reason: 'Sending is paused for this rule.', mayEndSooner: true };
  return undefined;
}

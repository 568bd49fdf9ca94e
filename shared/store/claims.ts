import type { Temporal } from 'temporal-polyfill';
import type { Contact } from '../contract/contact.ts';
import type { FollowUp } from '../contract/follow-up.ts';
import { withEnded, withSlot, withoutSlot } from '../domain/ledger/claim.ts';
import { sending } from '../domain/ledger/transitions.ts';
import type { WarmDay } from '../domain/reputation/warm-up.ts';
import { changeOf } from './follow-ups.ts';
import { putContact } from './planning.ts';
import { type Writes, write } from './requests.ts';
import { countingWarm, uncountingWarm } from './warm-up.ts';

/** `warm` is the day of the brand's warm-up that it is counted to. */
export type Claimed = { followUp: FollowUp; contact: Contact; warm?: WarmDay | undefined };

/**
 * Takes a follow-up for sending, a send slot of the person and one of the day's mails in one transaction, so that of two
 * senders one gets it and two follow-ups cannot both pass a limit. `moved` when follow-up or person did since they were read.
 */
export async function claim(
  { followUp: seen, contact, warm }: Claimed,
  now: Temporal.Instant,
): Promise<Claimed | 'moved' | 'full'> {
  const after = sending(seen, now);
  const person = next(withSlot(contact, seen, now));
  const counting = warm ? [countingWarm(seen, warm)] : [];
  const codes = await write([...together(seen, after, person), ...counting]);
  if (codes) return codes[COUNTED] === 'ConditionalCheckFailed' ? 'full' : 'moved';
  return { followUp: { ...after, revision: seen.revision + 1 }, contact: person, warm };
}

/** Gives the slot back: the mail certainly did not go. `false` when the person moved meanwhile. */
export async function giveBack({ contact, followUp, warm }: Claimed, after: FollowUp): Promise<boolean> {
  const counting = warm ? [uncountingWarm(followUp, warm)] : [];
  const changes = together(followUp, after, next(withoutSlot(contact, after)));
  return (await write([...changes, ...counting])) === undefined;
}

/** Ends a follow-up and takes it from the person's open ones. `false` when either moved meanwhile. */
export async function endFollowUp(seen: FollowUp, after: FollowUp, contact: Contact): Promise<boolean> {
  return (await write(together(seen, after, next(withEnded(contact, seen))))) === undefined;
}

/** What an operator does: the change with its line in the audit, and the person where they change, too. */
export async function saveAct(
  seen: FollowUp,
  { after, contact }: { after: FollowUp; contact: Contact | undefined },
  also: Writes,
): Promise<boolean> {
  const person = contact ? [putContact({ ...contact, version: contact.version + 1 })] : [];
  return (await write([{ Update: changeOf(seen, after) }, ...person, ...also])) === undefined;
}

const next = (contact: Contact): Contact => ({ ...contact, version: contact.version + 1 });

const together = (seen: FollowUp, after: FollowUp, contact: Contact): Writes => [
  { Update: changeOf(seen, after) },
  putContact(contact),
];
/** Where the count of the day stands behind these. */
const COUNTED = 2;

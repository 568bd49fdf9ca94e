import type { Temporal } from 'temporal-polyfill';
import type { Contact } from '../contract/contact.ts';
import type { FollowUp } from '../contract/follow-up.ts';
import { withEnded, withSlot, withoutSlot } from '../domain/ledger/claim.ts';
import { sending } from '../domain/ledger/transitions.ts';
import { changeOf } from './follow-ups.ts';
import { putContact } from './planning.ts';
import { type Writes, write } from './requests.ts';

export type Claimed = { followUp: FollowUp; contact: Contact };

/**
 * Takes a follow-up for sending and a send slot of the person in one transaction, so that of two senders one gets it
 * and two follow-ups cannot both pass a limit. `undefined` when either moved since it was read.
 */
export async function claim(
  seen: FollowUp,
  contact: Contact,
  now: Temporal.Instant,
): Promise<Claimed | undefined> {
  return together(seen, sending(seen, now), withSlot(contact, seen, now));
}

/** Gives the slot back: the mail certainly did not go. `false` when the person moved meanwhile. */
export async function giveBack(claimed: Claimed, after: FollowUp): Promise<boolean> {
  const { contact, followUp } = claimed;
  return (await together(followUp, after, withoutSlot(contact, after))) !== undefined;
}

/** Ends a follow-up and takes it from the person's open ones. `false` when either moved meanwhile. */
export async function endFollowUp(seen: FollowUp, after: FollowUp, contact: Contact): Promise<boolean> {
  return (await together(seen, after, withEnded(contact, seen))) !== undefined;
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

async function together(seen: FollowUp, after: FollowUp, contact: Contact): Promise<Claimed | undefined> {
  const next = { ...contact, version: contact.version + 1 };
  const moved = await write([{ Update: changeOf(seen, after) }, putContact(next)]);
  return moved ? undefined : { followUp: { ...after, revision: seen.revision + 1 }, contact: next };
}

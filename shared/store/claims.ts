import type { Temporal } from 'temporal-polyfill';
import type { Contact } from '../contract/contact.ts';
import type { FollowUp } from '../contract/follow-up.ts';
import { openEntry } from '../domain/ledger/plan.ts';
import { sending } from '../domain/ledger/transitions.ts';
import { iso } from '../domain/time/waits.ts';
import { changeOf } from './follow-ups.ts';
import { putContact } from './planning.ts';
import { write } from './requests.ts';

/** The most past sends remembered with a person; limits look no further back. */
const MAX_RECENT = 30;

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
  const slot = { at: iso(now), rule: seen.rule };
  const after = {
    ...contact,
    recentSends: [...contact.recentSends, slot].slice(-MAX_RECENT),
    open: withoutOpen(contact, seen),
  };
  return together(seen, sending(seen, now), after);
}

/** Gives the slot back: the mail certainly did not go. `false` when the person moved meanwhile. */
export async function giveBack(claimed: Claimed, after: FollowUp): Promise<boolean> {
  const { contact, followUp } = claimed;
  const open = withoutOpen(contact, followUp);
  const slot = contact.recentSends.findLastIndex(({ rule }) => rule === followUp.rule);
  const released = {
    ...contact,
    recentSends: contact.recentSends.filter((_, index) => index !== slot),
    open: after.state === 'planned' ? [...open, openEntry(after)] : open,
  };
  return (await together(followUp, after, released)) !== undefined;
}

/** Ends a follow-up and takes it from the person's open ones. `false` when either moved meanwhile. */
export async function endFollowUp(seen: FollowUp, after: FollowUp, contact: Contact): Promise<boolean> {
  return (await together(seen, after, { ...contact, open: withoutOpen(contact, seen) })) !== undefined;
}

const withoutOpen = (contact: Contact, { rule, subject }: FollowUp): Contact['open'] =>
  contact.open.filter((open) => open.rule !== rule || open.subject !== subject);

async function together(seen: FollowUp, after: FollowUp, contact: Contact): Promise<Claimed | undefined> {
  const next = { ...contact, version: contact.version + 1 };
  const moved = await write([{ Update: changeOf(seen, after) }, putContact(next)]);
  return moved ? undefined : { followUp: { ...after, revision: seen.revision + 1 }, contact: next };
}

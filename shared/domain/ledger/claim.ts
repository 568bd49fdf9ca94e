import type { Temporal } from 'temporal-polyfill';
import { type Contact, MOST_SENDS, isSlotOf } from '../../contract/contact.ts';
import type { FollowUp } from '../../contract/follow-up.ts';
import { iso } from '../time/waits.ts';
import { openEntry } from './plan.ts';

/** What sending changes about the person: slots that caps count, and what is still open. */

/** The person with a send slot taken and the follow-up no longer open. */
export const withSlot = (contact: Contact, followUp: FollowUp, now: Temporal.Instant): Contact => ({
  ...contact,
  recentSends: [
    ...contact.recentSends.filter((slot) => !isSlotOf(slot, followUp)),
    { at: iso(now), rule: followUp.rule, subject: followUp.subject },
  ].slice(-MOST_SENDS),
  open: withoutOpen(contact, followUp),
});

/** The person with the slot given back: the mail certainly did not go. Of an earlier attempt that is not certain. */
export const withoutSlot = (contact: Contact, after: FollowUp): Contact => ({
  ...contact,
  recentSends: contact.recentSends.filter((slot) => after.attempt > 1 || !isSlotOf(slot, after)),
  open: after.state === 'planned' ? withOpen(contact, after).open : withoutOpen(contact, after),
});

/** The person with a follow-up that waits (again), as it is watched now. */
export const withOpen = (contact: Contact, followUp: FollowUp): Contact => ({
  ...contact,
  open: [...withoutOpen(contact, followUp), openEntry(followUp)],
});

/** The person once a follow-up has ended without being sent. */
export const withEnded = (contact: Contact, followUp: FollowUp): Contact => ({
  ...contact,
  open: withoutOpen(contact, followUp),
});

const withoutOpen = (contact: Contact, { rule, subject }: FollowUp): Contact['open'] =>
  contact.open.filter((open) => open.rule !== rule || open.subject !== subject);

import type { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import type { Contact } from '../../contract/contact.ts';
import type { Event } from '../../contract/event.ts';
import type { FollowUp } from '../../contract/follow-up.ts';
import { theKind } from '../../contract/wording.ts';
import { iso, parseInstant } from '../time/waits.ts';
import { schedule } from './due.ts';
import { redate } from './redate.ts';
import { becauseContact, becauseSubject } from './reasons.ts';
import { subjectRef } from './subjects.ts';
import { ended, planned } from './transitions.ts';

type Around = { before: Contact; contact: Contact; brand: Brand; now: Temporal.Instant };

/** A waiting follow-up after an event: cancelled, counted from anew, or (the same object) untouched. */
export function affect(followUp: FollowUp, event: Event, around: Around): FollowUp {
  if (followUp.state !== 'planned' && followUp.state !== 'queued') return followUp;
  const reason = cancelReason(followUp, event);
  if (reason) return ended(followUp, { state: 'cancelled', reason }, around.now);
  return redate(retime(followUp, event, around), around);
}

function cancelReason(followUp: FollowUp, event: Event): string | undefined {
  const sameSubject = followUp.subject === subjectRef(event);
  for (const unless of followUp.unless) {
    if (unless.event !== event.kind) continue;
    if (unless.of === 'subject' && sameSubject) return becauseSubject(event.kind, event.occurredAt);
    if (unless.of === 'contact' && Date.parse(event.occurredAt) >= Date.parse(followUp.countedFrom))
      return becauseContact(event.kind, event.occurredAt);
  }
  return undefined;
}

function retime(followUp: FollowUp, event: Event, { contact, brand, now }: Around): FollowUp {
  if (followUp.subject !== subjectRef(event) || !followUp.timing.retimedBy.includes(event.kind))
    return followUp;
  const from = parseInstant(event.occurredAt);
  if (from.epochMilliseconds <= parseInstant(followUp.countedFrom).epochMilliseconds) return followUp;
  const { timing } = followUp;
  const { due, expires, words } = schedule({ from, since: event.kind, timing, contact, brand, now });
  return {
    ...planned(followUp, { dueAt: due, reason: `Re-timed by ${theKind(event.kind)}. ${words}` }, now),
    expiresAt: iso(expires),
    countedFrom: iso(from),
  };
}

import type { Event } from '../../shared/contract/event.ts';
import { isErased } from '../../shared/domain/people/erasure.ts';
import { answeredBy, ofAnswered } from '../../shared/domain/ledger/mail-events.ts';
import { noteWith } from '../../shared/store/follow-ups.ts';
import { loadState } from '../../shared/store/planning.ts';
import { loadAround } from '../../shared/work/load-around.ts';

/**
 * An answer belongs to the mail that it answers, among the last that its writer got: it is noted there, and the event is
 * about what that mail was about. One that answers none of ours stays what it is.
 */
export async function landReply(event: Event): Promise<Event> {
  const around = await loadAround(event);
  const { contact } = around;
  if (!contact || isErased(around.event, around)) return event;
  const { brand, id } = contact;
  const keys = contact.recentSends.flatMap(({ rule, subject }) =>
    subject === undefined ? [] : [{ brand, contact: id, rule, subject }],
  );
  const { followUps } = await loadState({ brand, followUps: keys });
  const mail = answeredBy(event, followUps);
  if (!mail) return event;
  await noteWith(mail, 'repliedAt', event.occurredAt);
  return ofAnswered(event, mail);
}

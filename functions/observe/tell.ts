import { publishEvents } from '../../shared/clients/bus.ts';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import { type Result, ok } from '../../shared/contract/result.ts';
import type { SesEvent } from '../../shared/contract/ses-event.ts';
import { type Report, attemptOf } from '../../shared/domain/ledger/feedback.ts';
import { type Outcome, firstByPerson, mailEvent } from '../../shared/domain/ledger/mail-events.ts';
import { iso } from '../../shared/domain/time/waits.ts';
import type { Turn } from '../middleware/batch.ts';

/**
 * Puts on our bus what a person did with a mail for the first time, that it came back or was reported as unwanted, and
 * that it has arrived where a live rule `hears` that: of every mail it would double what a mail costs. Also of a report
 * that was known: whoever recorded it may have been cut off before this, and told twice it is one event.
 */
export async function tell(
  followUp: FollowUp | undefined,
  { report, event, hears }: { report: Report; event: SesEvent; hears: boolean },
  { now }: Turn,
): Promise<Result<void>> {
  // What became of an earlier attempt says nothing of the mail that the follow-up is by now.
  if (followUp?.state !== 'sent' || followUp.attempt !== attemptOf(event)) return ok(undefined);
  const outcome = outcomeOf(followUp, report);
  if (!outcome) return ok(undefined);
  if (outcome.kind === 'sent' && !hears) return ok(undefined);
  return publishEvents([mailEvent(followUp, outcome, iso(now))]);
}

function outcomeOf({ feedback = {} }: FollowUp, report: Report): Outcome | undefined {
  const { touch } = report;
  if (!touch) return returned(report);
  const { kind } = touch;
  const first = firstByPerson(kind === 'opened' ? feedback.opens : feedback.clicks, touch);
  return first && { kind, at: first.at, link: first.link };
}

/** What the mailbox says; whoever may be written to no more is stopped before it is told. */
function returned({ feedback: { delivered, bounced, complained }, isSoft }: Report): Outcome | undefined {
  if (delivered !== undefined) return { kind: 'sent', at: delivered };
  if (bounced !== undefined)
    return { kind: 'bounced', at: bounced, bounce: isSoft ? 'transient' : 'permanent' };
  return complained === undefined ? undefined : { kind: 'complained', at: complained };
}

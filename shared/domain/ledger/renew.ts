import type { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import type { Contact, Suppression } from '../../contract/contact.ts';
import type { FollowUp, Subject } from '../../contract/follow-up.ts';
import type { Rule } from '../../contract/rule.ts';
import { countEvent } from '../people/counters.ts';
import { compile, explain } from '../rules/conditions.ts';
import { draft } from './draft.ts';
import type { RecordedEvent } from './plan.ts';
import { ended } from './transitions.ts';
import { addTrace } from './words.ts';

export type Renewing = {
  followUp: FollowUp;
  /** The version that decides now. */
  rule: Rule;
  /** The event that it was planned for, and the person's counters before it. */
  recorded: Pick<RecordedEvent, 'event' | 'before'>;
  contact: Contact;
  subject: Subject | undefined;
  suppression: Suppression | undefined;
  brand: Brand;
  now: Temporal.Instant;
};

/**
 * A waiting follow-up as the present version of its rule would plan it for the same event: the counters are those of
 * then, what is known of the person those of now. A group is not decided anew: its one reason stays with who has it.
 * Where the wait is counted alike, the follow-up keeps its moment, and so what the gate has put off stays put off.
 */
export function renew(renewing: Renewing): FollowUp {
  const { followUp, rule, now } = renewing;
  const out = whyOut(renewing);
  if (out !== undefined) return ended(followUp, { state: 'cancelled', reason: out }, now);
  const fresh = draft({ ...renewing, event: renewing.recorded.event, key: keyOf(followUp) });
  const { dueAt, expiresAt } = isSameWait(followUp, fresh) ? followUp : fresh;
  const words = fresh.reason ?? (dueAt === followUp.dueAt ? 'Due as before.' : fresh.trace.at(-1));
  return {
    ...fresh,
    dueAt,
    expiresAt,
    // The store removes what is undefined.
    limit: fresh.limit,
    leaseUntil: undefined,
    attempt: followUp.attempt,
    refusals: followUp.refusals,
    trace: addTrace(followUp.trace, `Planned anew by version ${rule.version} of "${rule.name}". ${words}`),
    createdAt: followUp.createdAt,
    revision: followUp.revision,
  };
}

const keyOf = ({ brand, contact, rule, subject }: FollowUp) => ({ brand, contact, rule, subject });

/** The whole answer of why the present version would not have made it. */
function whyOut({ rule, recorded: { event, before }, contact }: Renewing): string | undefined {
  const by = `version ${rule.version} of "${rule.name}"`;
  if (rule.on !== event.kind) return `Cancelled: ${by} is for another event, ${rule.on}.`;
  const facts = { event, contact: { ...contact, counters: countEvent(before, event) } };
  if (compile(rule.if)(facts)) return undefined;
  return `Cancelled: ${by} does not apply: ${explain(rule.if, facts) ?? 'its condition does not hold'}.`;
}

const isSameWait = (one: FollowUp, other: FollowUp): boolean =>
  one.countedFrom === other.countedFrom &&
  one.timing.after === other.timing.after &&
  one.timing.at === other.timing.at &&
  one.timing.weekdays === other.timing.weekdays &&
  one.timing.within === other.timing.within;

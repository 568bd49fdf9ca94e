import type { Contact } from '../../contract/contact.ts';
import type { FollowUp } from '../../contract/follow-up.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import { iso } from '../time/waits.ts';
import { withEnded, withOpen } from './claim.ts';
import { type GateInput, type Verdict, gate } from './gate.ts';
import { ended, planned } from './transitions.ts';
import { addTrace } from './words.ts';

/** What a person may do with one follow-up. Whatever goes out by it still has to pass the gate. */
export type Act =
  | { kind: 'cancel' | 'release' | 'resend'; why: string }
  | { kind: 'resolve'; why: string; as: 'sent' | 'failed' };

export type Acting = Omit<GateInput, 'contact'> & { contact: Contact | undefined };

export type Acted = {
  after: FollowUp;
  /** The person, where the act changes what is open with them. */
  contact: Contact | undefined;
  /** What the gate would say at this moment, where something is to be sent. */
  gate?: Verdict;
};

type Outcome = Result<Acted, Failure<'conflict'>>;

/** What becomes of a follow-up by an act; a refusal says in what state it is and what can be done. */
export function act(acting: Acting, deed: Act): Outcome {
  const { followUp } = acting;
  if (!POSSIBLE[deed.kind].includes(followUp.state)) return fail('conflict', whyNot(followUp));
  switch (deed.kind) {
    case 'cancel':
      return ok(cancelled(acting, `Cancelled by an operator: ${deed.why}`));
    case 'release':
      return sendNow(acting, {
        ...followUp,
        ...reason(followUp, `Brought forward by an operator: ${deed.why}`),
      });
    case 'resend':
      return sendNow(acting, nextAttempt(followUp, deed.why));
    case 'resolve':
      return ok(resolved(acting, deed));
    default:
      return deed satisfies never;
  }
}

const POSSIBLE: Readonly<Record<Act['kind'], readonly FollowUp['state'][]>> = {
  cancel: ['planned', 'queued'],
  release: ['planned', 'queued'],
  resend: ['unknown', 'failed'],
  resolve: ['unknown'],
};

const WAITING = 'It waits, and can be cancelled or released.';
const STATES: Readonly<Record<FollowUp['state'], string>> = {
  planned: WAITING,
  queued: WAITING,
  sending: 'It is being handed to SES at this moment: look again in two minutes, when that has been settled.',
  sent: 'It has been sent, and there is never a second one.',
  skipped: 'It was skipped for good; the reason stands in its trace.',
  cancelled: 'It is cancelled for good.',
  failed: 'It failed, and can be sent again: resend.',
  unknown:
    'Nobody knows whether it was sent. It can be sent again (resend), or closed as sent or failed (resolve).',
};

const whyNot = ({ state }: FollowUp): string => `This follow-up is ${state}. ${STATES[state]}`;

/** A waiting follow-up that goes nowhere any more. */
export function cancelled({ followUp, contact, now }: Acting, words: string): Acted {
  const after = ended(followUp, { state: 'cancelled', reason: words }, now);
  return { after, contact: contact && withEnded(contact, after) };
}

const reason = ({ trace }: FollowUp, words: string): Pick<FollowUp, 'trace'> => ({
  trace: addTrace(trace, words),
});

/** The same follow-up once more; what SES said of the attempt before stands in the trace. */
function nextAttempt(followUp: FollowUp, why: string): FollowUp {
  const attempt = followUp.attempt + 1;
  return {
    ...followUp,
    ...reason(followUp, `Sent again by an operator, attempt ${attempt}: ${why}`),
    attempt,
    refusals: undefined,
    reason: undefined,
    feedback: undefined,
    messageId: undefined,
  };
}

/** Due now. What the gate would end at once is refused instead: whoever asks for it is told, and nothing is lost. */
function sendNow(acting: Acting, next: FollowUp): Outcome {
  const { contact, now } = acting;
  if (!contact) return fail('conflict', 'The person of this follow-up is not known any more.');
  const verdict = gate({ ...acting, contact, followUp: next });
  if (verdict.kind === 'end') return fail('conflict', `It would not be sent. ${verdict.reason}`);
  const after = planned(next, { dueAt: now, reason: 'Due at once.' }, now);
  return ok({ after, contact: withOpen(contact, after), gate: verdict });
}

function resolved({ followUp, now }: Acting, { as, why }: Extract<Act, { kind: 'resolve' }>): Acted {
  const words = `Closed as ${as} by an operator: ${why}`;
  if (as === 'failed')
    return { after: ended(followUp, { state: 'failed', reason: words }, now), contact: undefined };
  const at = iso(now);
  const after = {
    ...followUp,
    ...reason(followUp, words),
    reason: words,
    state: as,
    sentAt: at,
    updatedAt: at,
  };
  return { after, contact: undefined };
}

import type { FollowUp } from '../../contract/follow-up.ts';
import type { World } from '../../domain/ledger/world.ts';
import { followUpId, maskEmail } from '../../domain/people/identity.ts';
import { dayIn } from '../../domain/time/zones.ts';
import type { Sent } from '../../store/follow-ups.ts';
import { type Differing, EXAMPLES, type ReplayPart, type RuleDifference, emptyPart } from './replay-part.ts';

/** Milliseconds. What went within the hour went at the same time: live waits its turn at SES, a rehearsal does not. */
const SAME_TIME = 3_600_000;

type Compared = Omit<ReplayPart, 'events' | 'people'>;

type Beside = {
  /** What was sent, by the follow-ups' ids. */
  real: ReadonlyMap<string, Sent>;
  zone: string;
  /** Rules whose mails could not be written. */
  unfit: ReadonlySet<string>;
  /** Why a reason started nothing. */
  whyNone: (key: Sent['key']) => string;
};

/** What would have been sent in a rehearsed world beside what was. */
export function compare(world: World, beside: Beside): Compared {
  const { real, zone, unfit } = beside;
  const { events: _events, people: _people, ...part } = emptyPart();
  const rehearsed = [...world.followUps.values()].filter(
    ({ state, rule }) => state === 'sent' && !unfit.has(rule),
  );
  const of = (rule: string): RuleDifference =>
    (part.rules[rule] ??= { rehearsed: 0, real: 0, more: 0, less: 0, moved: 0 });
  const ids = new Set<string>();
  const note = (kind: 'more' | 'less' | 'moved', one: Differing): void => {
    of(one.rule)[kind] += 1;
    if (part[kind].length < EXAMPLES) part[kind].push({ ...one, ...maskedOf(world, one.contact) });
  };
  for (const followUp of rehearsed) {
    const [id, at] = [followUpId(followUp), timeOf(followUp)];
    const { rule, contact } = followUp;
    const day = dayIn(zone, at);
    ids.add(id);
    of(rule).rehearsed += 1;
    part.days[day] = (part.days[day] ?? 0) + 1;
    const was = real.get(id);
    if (!was) note('more', { id, rule, contact, rehearsed: at });
    else if (Math.abs(Date.parse(was.at) - Date.parse(at)) > SAME_TIME)
      note('moved', { id, rule, contact, rehearsed: at, real: was.at });
  }
  for (const [id, { key, at }] of real) {
    of(key.rule).real += 1;
    if (ids.has(id)) continue;
    const { late, why } = missing(world.followUps.get(id), key, beside);
    const one = { id, rule: key.rule, contact: key.contact, real: at, why };
    if (late === undefined) note('less', one);
    else note('moved', { ...one, rehearsed: late });
  }
  return { ...part, recipients: new Set(rehearsed.map(({ contact }) => contact)).size };
}

/** What became of one that was sent: it goes later than now, or it does not go, and why. */
function missing(
  followUp: FollowUp | undefined,
  key: Sent['key'],
  { unfit, whyNone }: Beside,
): { late?: string; why: string } {
  if (unfit.has(key.rule)) return { why: 'Its mail could not be written.' };
  if (!followUp) return { why: whyNone(key) };
  const { state, dueAt, reason, trace } = followUp;
  const why = reason ?? trace.at(-1) ?? '';
  return state === 'planned' || state === 'queued' ? { late: dueAt, why: `It still waits: ${why}` } : { why };
}

const timeOf = ({ sentAt, dueAt }: FollowUp): string => sentAt ?? dueAt;

function maskedOf(world: World, contact: string): Pick<Differing, 'to'> {
  const email = world.contacts.get(contact)?.email;
  return email === undefined ? {} : { to: maskEmail(email) };
}

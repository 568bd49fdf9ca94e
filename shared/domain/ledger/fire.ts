import type { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import type { Contact, Suppression } from '../../contract/contact.ts';
import type { Event } from '../../contract/event.ts';
import type { FollowUp, Subject } from '../../contract/follow-up.ts';
import type { Rule } from '../../contract/rule.ts';
import { followUpId } from '../people/identity.ts';
import { choose, explainChoice } from '../rules/choose.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { draft } from './draft.ts';
import { subjectRef } from './subjects.ts';

/** What a decision has come to so far. */
export type State = {
  contact: Contact;
  subject: Subject | undefined;
  followUps: Map<string, { seen: FollowUp | undefined; after: FollowUp }>;
};

export type Firing = {
  rules: RuleSet;
  brand: Brand;
  suppression: Suppression | undefined;
  /** Ids of follow-ups known to exist: one reason never makes a second one. */
  existing: Pick<ReadonlySet<string>, 'has'>;
  now: Temporal.Instant;
};

/** A transaction takes a hundred items, and an event that starts more messages than this is a mistake. */
const MAX_CREATED = 20;

/** Adds the follow-ups of the rules that fire to the state; answers with the reasons for all of them. */
export function fire(state: State, event: Event, firing: Firing): string[] {
  const facts = { event, contact: state.contact };
  const chosen = choose(firing.rules, facts);
  const trace = explainChoice(firing.rules, facts, chosen);
  // What waited under a customer number is about another subject than the event that it is decided with.
  const isOwn = state.subject?.id === event.subject;
  for (const rule of chosen) {
    const key = { brand: event.brand, contact: state.contact.id, rule: rule.id, subject: subjectRef(event) };
    const id = followUpId(key);
    const known = firing.existing.has(id) || state.followUps.has(id);
    const out = known
      ? `"${rule.name}" already has a follow-up for this ${event.kind}; there is never a second.`
      : whyLeftOut(isOwn ? state : { ...state, subject: undefined }, rule);
    if (out !== undefined) {
      trace.push(out);
      continue;
    }
    const { contact } = state;
    const subject = isOwn ? state.subject : undefined;
    const { suppression, brand, now } = firing;
    const after = draft({ key, rule, event, contact, subject, suppression, brand, now });
    state.followUps.set(id, { seen: undefined, after });
    if (isOwn) takeGroup(state, rule);
  }
  return trace;
}

/** Two events may speak of one order, a purchase and a renewal for instance: of a group, one has it for its reason. */
function whyLeftOut({ subject, followUps }: State, { name, id, group }: Rule): string | undefined {
  const first = group === undefined ? undefined : subject?.groups?.[group];
  if (first !== undefined && first !== id)
    return `"${name}" was left out: "${first}" of the group ${group} has had this for its reason.`;
  const created = [...followUps.values()].filter(({ seen }) => seen === undefined).length;
  return created >= MAX_CREATED
    ? `"${name}" was left out: one event makes at most ${MAX_CREATED} follow-ups.`
    : undefined;
}

function takeGroup(state: State, { id, group }: Rule): void {
  if (group === undefined || !state.subject) return;
  state.subject = { ...state.subject, groups: { ...state.subject.groups, [group]: id } };
}

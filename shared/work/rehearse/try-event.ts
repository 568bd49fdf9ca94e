import type { Brand } from '../../contract/brand.ts';
import type { Event } from '../../contract/event.ts';
import type { FollowUp } from '../../contract/follow-up.ts';
import { NOWHERE } from '../../domain/message/links.ts';
import { renderMail } from '../../domain/message/render.ts';
import { simulate } from '../../domain/ledger/simulate.ts';
import { TAKEN } from '../../domain/ledger/words.ts';
import { type Arrival, type Arrived, type World, emptyWorld } from '../../domain/ledger/world.ts';
import { followUpId } from '../../domain/people/identity.ts';
import { compileRules } from '../../domain/rules/rule-set.ts';
import { parseInstant } from '../../domain/time/waits.ts';
import type { Recorded } from '../../store/events.ts';
import { loadAround } from '../load-around.ts';
import { addPastPeople } from './past-people.ts';
import { rehearsedTemplate } from './template.ts';
import type { Trial } from './trial.ts';
import { worldAround } from './world-around.ts';

/** A mail as its reader would get it; the link in it leads nowhere. */
export type TriedMail = { to: string; language: string; subject: string; text: string; html: string };
export type Tried = {
  /** Whether the person is known already. */
  known: boolean;
  /** What is new, as it ends: sent, or why not. */
  followUps: { followUp: FollowUp; mail?: TriedMail; fault?: string }[];
  /** What waited before and is cancelled or moved. */
  changed: FollowUp[];
  /** Of each rule for this kind of event, why it applies or not. */
  trace: string[];
};

/** Nothing is planned further ahead. */
const HORIZON = { hours: 24 * 400 };

type Of = { brand: Brand; trial: Trial };

/**
 * What would happen if this event came now: the real person, rules and clock, and nothing is written. Everything that is
 * due later is followed to its end, as long as nothing else happens to the person meanwhile.
 */
export async function tryEvent(event: Event, of: Of): Promise<Tried> {
  const around = await loadAround(event);
  const world = await worldAround(around);
  return rehearse({ event: around.event, contact: around.contactId, world }, of);
}

/** The same of an event that was counted before, for the person as they were then. */
export async function tryAgain({ event, contact, before }: Theirs, of: Of): Promise<Tried> {
  const world = emptyWorld();
  await addPastPeople(world, of.brand.id, new Map([[contact, { event, before }]]));
  return rehearse({ event, contact, world }, of);
}

type Theirs = Pick<Recorded, 'event' | 'before'> & { contact: string };

async function rehearse({ world, ...arrival }: Arrival & { world: World }, of: Of): Promise<Tried> {
  const { event, contact } = arrival;
  const known = contact !== undefined && world.contacts.has(contact);
  let arrived: Arrived | undefined;
  simulate({
    world,
    arrivals: [arrival],
    laws: { brand: of.brand, rules: compileRules(of.trial.rules) },
    until: parseInstant(event.receivedAt).add(HORIZON),
    onArrival: (_arrival, came) => (arrived = came),
  });
  const created = arrived?.created ?? [];
  return {
    known,
    followUps: await Promise.all(created.map((followUp) => asSent(atEnd(world, followUp), world, of))),
    changed: (arrived?.changed ?? []).map((followUp) => atEnd(world, followUp)),
    trace: arrived?.events.find((one) => one.event.id === event.id)?.trace ?? whyNothing(world, event),
  };
}

function atEnd(world: World, before: FollowUp): FollowUp {
  const followUp = world.followUps.get(followUpId(before)) ?? before;
  const { trace } = followUp;
  // In here nobody has taken anything.
  return trace.at(-1) === TAKEN ? { ...followUp, trace: [...trace.slice(0, -1), WOULD_GO] } : followUp;
}

const WOULD_GO = 'It would be handed to SES.';

const whyNothing = (world: World, event: Event): string[] =>
  world.events.has(event.id)
    ? ['This event has been counted already: nothing more comes of it.']
    : ['Nobody is known yet whom it is about: it waits until somebody is.'];

async function asSent(
  followUp: FollowUp,
  world: World,
  { brand, trial }: Of,
): Promise<Tried['followUps'][number]> {
  const contact = world.contacts.get(followUp.contact);
  if (followUp.state !== 'sent' || !contact?.email) return { followUp };
  const template = await rehearsedTemplate(brand, followUp, trial.templates);
  if (!template.ok) return { followUp, fault: template.failure.message };
  const facts = { template: template.value, contact, brand, followUp, ...NOWHERE };
  const mail = renderMail(facts);
  return mail.ok
    ? { followUp, mail: { to: contact.email, ...mail.value } }
    : { followUp, fault: mail.failure.message };
}

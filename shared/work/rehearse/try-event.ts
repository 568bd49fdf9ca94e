import type { Brand } from '../../contract/brand.ts';
import type { Event } from '../../contract/event.ts';
import type { FollowUp } from '../../contract/follow-up.ts';
import { renderMail } from '../../domain/message/render.ts';
import { simulate } from '../../domain/ledger/simulate.ts';
import type { Arrived, World } from '../../domain/ledger/world.ts';
import { followUpId } from '../../domain/people/identity.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import { parseInstant } from '../../domain/time/waits.ts';
import { loadTemplate } from '../../store/templates.ts';
import { loadAround } from '../load-around.ts';
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
const NOWHERE = 'https://example.com/p/unsubscribe/rehearsed';

/**
 * What would happen if this event came now: the real person, rules and clock, and nothing is written. Everything that is
 * due later is followed to its end, as long as nothing else happens to the person meanwhile.
 */
export async function tryEvent(of: { event: Event; brand: Brand; rules: RuleSet }): Promise<Tried> {
  const { brand, rules } = of;
  const around = await loadAround(of.event);
  const world = await worldAround(around);
  let arrived: Arrived | undefined;
  simulate({
    world,
    arrivals: [{ event: around.event, contact: around.contactId }],
    laws: { brand, rules },
    until: parseInstant(of.event.receivedAt).add(HORIZON),
    onArrival: (_arrival, came) => (arrived = came),
  });
  const created = arrived?.created ?? [];
  return {
    known: around.contact !== undefined,
    followUps: await Promise.all(created.map((followUp) => asSent(atEnd(world, followUp), { world, brand }))),
    changed: (arrived?.changed ?? []).map((followUp) => atEnd(world, followUp)),
    trace:
      arrived?.events.find(({ event }) => event.id === of.event.id)?.trace ?? whyNothing(world, of.event),
  };
}

const atEnd = (world: World, followUp: FollowUp): FollowUp =>
  world.followUps.get(followUpId(followUp)) ?? followUp;

const whyNothing = (world: World, event: Event): string[] =>
  world.events.has(event.id)
    ? ['This event has been counted already: nothing more comes of it.']
    : ['Nobody is known yet whom it is about: it waits until somebody is.'];

async function asSent(
  followUp: FollowUp,
  { world, brand }: { world: World; brand: Brand },
): Promise<Tried['followUps'][number]> {
  const contact = world.contacts.get(followUp.contact);
  if (followUp.state !== 'sent' || !contact?.email) return { followUp };
  const template = await loadTemplate(brand.id, followUp.template, followUp.templateVersion);
  if (!template) return { followUp, fault: `Its template "${followUp.template}" is not there.` };
  const mail = renderMail({ template, contact, brand, followUp, unsubscribeUrl: NOWHERE });
  return mail.ok
    ? { followUp, mail: { to: contact.email, ...mail.value } }
    : { followUp, fault: mail.failure.message };
}

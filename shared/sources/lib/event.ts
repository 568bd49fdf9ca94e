import { Temporal } from 'temporal-polyfill';
import {
  event as eventSchema,
  type Event,
  type EventFacts,
  type EventKind,
  type Person,
} from '../../contract/event.ts';
import { fail, ok } from '../../contract/result.ts';
import { eventId } from '../../domain/people/identity.ts';
import { NO_ADDRESS, UNKNOWN_TOPIC, type Topic, type Translated, type TranslateContext } from '../source.ts';
import { describe } from './shape.ts';

/** Orders of hundreds of lines exist; a message needs the first of them. */
export const MOST_ITEMS = 50;
/** The bus and the queues take 256 kB, and the follow-ups keep the facts too. */
const MOST_BYTES = 120_000;

/** What happened, as a platform's file found it. Members without a value may stand as `undefined` or `null`. */
export type Fact = {
  kind: EventKind;
  subject: string;
  /** Tells apart several events of one kind and subject, for instance the refunds of an order. */
  detail?: string | undefined;
  occurredAt: Temporal.Instant;
  test: boolean;
  person: { [K in keyof Person]?: Person[K] | null | undefined };
  facts: { [K in keyof EventFacts]?: unknown };
  /** Something else than an address leads to the person: a customer number, or the number of an order. */
  leads?: boolean;
};

/** These may name only their subject: the person behind it is known from the purchase. */
const NEEDS_NO_ADDRESS: readonly EventKind[] = ['refund', 'cancellation', 'delivery'];

/**
 * A fact as an event of the contract. Without an address it is ignored, unless its subject leads to the person.
 * What claims to have happened in the future happened now: a wrong clock or zone must not plan years ahead.
 */
export function tell(fact: Fact, context: TranslateContext): Translated {
  if (!fact.person.email && !fact.leads && !NEEDS_NO_ADDRESS.includes(fact.kind))
    return ignore(NO_ADDRESS, fact.kind);
  const { brand, source, receivedAt } = context;
  const { kind, subject, detail, test, person, facts } = fact;
  const candidate = withoutGaps({
    id: eventId({ brand, source, kind, subject, ...(detail === undefined ? {} : { detail }) }),
    brand,
    source,
    kind,
    subject,
    occurredAt: earlier(fact.occurredAt, receivedAt).toString(),
    receivedAt: receivedAt.toString(),
    test,
    person,
    facts,
  });
  const event = eventSchema.safeParse(candidate);
  return event.success ? ok([{ event: fit(event.data) }]) : fail('bad-shape', describe(event.error));
}

/** Two names of one thing: whoever speaks of `name` from now on, a refund for instance, means `same`. */
export const tellSame = (
  {
    name: subject,
    same,
    occurredAt,
    test,
  }: { name: string; same: string } & Pick<Fact, 'occurredAt' | 'test'>,
  context: TranslateContext,
): Translated =>
  tell({ kind: 'update', subject, occurredAt, test, person: {}, leads: true, facts: { same } }, context);

/** A hundred long answers must not make an event that no queue takes: the last ones are left out. */
function fit(event: Event): Event {
  let fitted = event;
  for (let most = 64; most >= 1 && Buffer.byteLength(JSON.stringify(fitted)) > MOST_BYTES; most /= 2)
    fitted = { ...event, facts: shorten(event.facts, most) };
  return fitted;
}

const shorten = ({ order, survey, ...rest }: EventFacts, most: number): EventFacts => ({
  ...rest,
  ...(order && { order: { ...order, ...(order.items && { items: order.items.slice(0, most) }) } }),
  ...(survey && { survey: { ...survey, ...(survey.answers && { answers: survey.answers.slice(0, most) }) } }),
});

export const ignore = (ignored: string, kind?: EventKind): Translated =>
  ok([kind ? { ignored, kind } : { ignored }]);

/** A topic without an event: with the reason that the platform's file gives, or as one that nobody knows. */
export function ignoreTopic(topics: Readonly<Record<string, Topic>>, name: string): Translated {
  const topic = Object.hasOwn(topics, name) ? topics[name] : undefined;
  return ignore(topic && 'ignored' in topic ? topic.ignored : UNKNOWN_TOPIC);
}

export const later = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) < 0 ? b : a;

const earlier = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) < 0 ? a : b;

/** The same without members that are `undefined` or `null`, at every depth: the contract knows absent only. */
function withoutGaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutGaps);
  if (typeof value !== 'object' || value === null) return value;
  const present = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(present.map(([key, member]) => [key, withoutGaps(member)]));
}

import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import type { Event } from '../../contract/event.ts';
import { simulate } from '../../domain/ledger/simulate.ts';
import { type Arrived, type World, emptyWorld } from '../../domain/ledger/world.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import { standardWebhooks, translateOwn } from '../../sources/standard-webhooks.ts';
import type { Webhook } from '../../starters/lib/starter.ts';

export type Scene = {
  webhooks: readonly Webhook[];
  brand: Brand;
  rules: RuleSet;
  /** When all is heard of; default: when it happens. */
  heardAt?: string | undefined;
  until: Temporal.Instant;
};

/** Lets webhooks happen in a world of their own, by the very decisions that live ones meet. `came` is of the last. */
export function play({ webhooks, brand, rules, heardAt, until }: Scene): {
  world: World;
  came: Arrived | undefined;
} {
  const world = emptyWorld();
  let came: Arrived | undefined;
  const arrivals = webhooks.map((webhook) => {
    const event = eventOf(webhook, { brand: brand.id, heardAt: heardAt ?? webhook.timestamp });
    return { event, contact: event.person.email };
  });
  const onArrival = (_: unknown, arrived: Arrived): void => void (came = arrived);
  simulate({ world, arrivals, laws: { brand, rules }, until, onArrival });
  return { world, came };
}

function eventOf(webhook: Webhook, { brand, heardAt }: { brand: string; heardAt: string }): Event {
  const receivedAt = Temporal.Instant.from(heardAt);
  const context = { brand, source: standardWebhooks.id, receivedAt, settings: {} };
  const translated = translateOwn(webhook, context);
  const [first] = translated.ok ? translated.value : [];
  if (first && 'event' in first) return first.event;
  throw new Error(
    `An example tells of no event: ${translated.ok ? webhook.type : translated.failure.message}`,
  );
}

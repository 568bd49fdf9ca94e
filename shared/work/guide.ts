import type { EventKind } from '../contract/event.ts';
import type { Platform, SecretOrigin } from '../sources/source.ts';

export type TickedTopic = { topic: string; becomes: EventKind[]; note?: string };

/** What the operator does at the platform once the source is there. */
export type Guide = {
  /** Where the platform posts to. Holds the secret where the address is its only place. */
  address: string;
  steps: string[];
  /** The topics that become events; the rest need not be ticked. */
  topics: TickedTopic[];
  /** Who makes the secret: the platform, where the words say, or we. */
  secret: { shown: string } | { ours: true };
  credential?: string;
};

/** `made` is a secret of ours; it stands in the address where the platform can carry it nowhere else. */
export function guideOf(platform: Platform, address: string, made?: string): Guide {
  const { secret, steps, credential } = platform.setup;
  const whole = addressOf(secret, address, made);
  return {
    address: whole,
    steps: steps.map((step) => step.replaceAll('{address}', whole)),
    topics: tickedTopics(platform),
    secret: 'shown' in secret ? { shown: secret.shown } : { ours: true },
    ...(credential !== undefined && { credential }),
  };
}

function addressOf(origin: SecretOrigin, address: string, made = '{secret}'): string {
  const key = 'shown' in origin ? undefined : origin.place?.query;
  return key ? `${address}?${key}=${made}` : address;
}

const tickedTopics = ({ topics }: Platform): TickedTopic[] =>
  Object.entries(topics).flatMap(([topic, of]) =>
    'becomes' in of
      ? [{ topic, becomes: [of.becomes].flat(), ...(of.note !== undefined && { note: of.note }) }]
      : [],
  );

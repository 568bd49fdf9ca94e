import type { Brand } from '../contract/brand.ts';
import { requireEnv } from '../contract/env.ts';
import { ENV } from '../contract/names.ts';
import { type TrackingSets, trackingSets } from '../contract/tracking-sets.ts';
import { trackingSetFor } from '../domain/message/tracking.ts';

let known: TrackingSets | undefined;

/** The configuration set by which the brand's mails go: the one that tells as much of them as the brand wants to know. */
export function configurationSetOf({ tracking }: Brand): string {
  const wanted = trackingSetFor(tracking);
  if (wanted === undefined) return requireEnv(ENV.configurationSet);
  known ??= trackingSets.parse(JSON.parse(requireEnv(ENV.trackingSets)));
  return known[wanted];
}

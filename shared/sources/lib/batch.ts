import { ok } from '../../contract/result.ts';
import type { Translated, Translation } from '../source.ts';

/** Everything that one delivery tells. One part that is not of the expected shape refuses it all: it comes again whole. */
export function collect<T>(parts: readonly T[], translate: (part: T) => Translated): Translated {
  const all: Translation[] = [];
  for (const part of parts) {
    const told = translate(part);
    if (!told.ok) return told;
    all.push(...told.value);
  }
  return ok(all);
}

import type { Acted, Change } from './rule-shapes.ts';
import { bad, bold, good } from './style.ts';

/** What would change or has changed, one rule or template a paragraph, with what waits by the old versions. */
export function describeChanges({ changes, waiting }: Acted): string {
  const parts = changes.map((change) => describeChange(change));
  const counts = waiting.counts.map(
    ({ rule, version, count }) => `  ${rule} version ${version}: ${count} wait by that version`,
  );
  const more = waiting.isWhole
    ? []
    : ['  There are more than 10,000: beyond that they are not counted here.'];
  return [...parts, ...(counts.length > 0 ? ['Follow-ups', ...counts, ...more] : more)].join('\n');
}

export function describeChange(
  { kind, id, from, to, difference }: Change,
  what = versions(from, to),
): string {
  const head = bold(`${kind} ${id}: ${what}`);
  return [head, ...difference.map(({ at, before, after }) => `  ${at || kind}: ${way(before, after)}`)].join(
    '\n',
  );
}

function versions(from: number | undefined, to: number | undefined): string {
  if (from === undefined) return to === undefined ? 'new' : `version ${to}`;
  return to === undefined ? `version ${from} → the next` : `version ${from} → ${to}`;
}

function way(before: unknown, after: unknown): string {
  if (before === undefined) return good(`+ ${say(after)}`);
  return after === undefined ? bad(`- ${say(before)}`) : `${bad(say(before))} → ${good(say(after))}`;
}

const say = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

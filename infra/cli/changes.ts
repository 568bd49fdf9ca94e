import { counted } from '../../shared/contract/wording.ts';
import type { Acted, Change } from './rule-shapes.ts';
import { bad, bold, good } from './style.ts';

/** What would change or has changed, one rule or template a paragraph, with what waits by the old versions. */
export function describeChanges({ changes, waiting }: Acted, act: string): string {
  const parts = changes.map((change) => describeAct(act, change));
  const counts = waiting.counts.map(
    ({ rule, version, count }) =>
      `  ${rule} version ${version}: ${counted(count, 'waits', 'wait')} by that version`,
  );
  const more = waiting.isWhole
    ? []
    : ['  There are more than 10,000: beyond that they are not counted here.'];
  return [...parts, ...(counts.length > 0 ? ['Follow-ups', ...counts, ...more] : more)].join('\n');
}

/** What an act has done to one. A version that came of comments or spacing alone has no difference to show. */
export function describeAct(act: string, change: Change): string {
  const { kind, from, difference } = change;
  const isText = (act === 'publish' || act === 'rollback') && kind === 'rule' && from !== undefined;
  const remark = isText && difference.length === 0 ? '\n  comments or spacing only' : '';
  return describeChange(change, became(act, change)) + remark;
}

export function describeChange({ kind, id, about, difference }: Change, what: string): string {
  const head = bold(`${kind} ${about ?? id}: ${what}`);
  return [head, ...differences(difference, kind)].join('\n');
}

/** Line by line what differs; `whole` is what a difference of all of it is called. */
export const differences = (all: Change['difference'], whole = 'it'): string[] =>
  all.map(({ at, before, after }) => `  ${at || whole}: ${way(before, after)}`);

/** What an act has made of one: `version 1 → 2`, or a word where no version came of it. */
function became(act: string, { kind, from, to }: Change): string {
  if (act === 'discard') return 'the draft was given up';
  if (act === 'test-send') return 'a test mail';
  if (act === 'remove') return 'removed';
  if (act === 'waiting') return to === undefined ? 'what waits' : `what waits, by version ${to}`;
  if (kind !== 'rule' && kind !== 'template') return 'changed';
  return versions(from, to, act === 'retire' ? 'retired' : 'the next');
}

function versions(from: number | undefined, to: number | undefined, otherwise: string): string {
  if (from === undefined) return to === undefined ? 'new' : `version ${to}`;
  return `version ${from} → ${to ?? otherwise}`;
}

function way(before: unknown, after: unknown): string {
  if (before === undefined) return good(`+ ${say(after)}`);
  return after === undefined ? bad(`- ${say(before)}`) : `${bad(say(before))} → ${good(say(after))}`;
}

const say = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

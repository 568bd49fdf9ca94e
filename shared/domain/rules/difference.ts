import { isDeepStrictEqual } from 'node:util';
import type { Difference } from '../../contract/life.ts';

/** Of each text that differs this much is told. */
const MOST_TEXT = 200;

/** Where two values differ, at most `most` places. What is told of is always small, however large the values. */
export function differences(before: unknown, after: unknown, most = 50): Difference[] {
  const found: Difference[] = [];
  compare({ before, after, at: '' }, found);
  return found.slice(0, most);
}

type Pair = { before: unknown; after: unknown; at: string };

function compare({ before, after, at }: Pair, found: Difference[]): void {
  if (isDeepStrictEqual(before, after)) return;
  if (isRecord(before) && isRecord(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
      compare({ before: own(before, name), after: own(after, name), at: at ? `${at}.${name}` : name }, found);
    return;
  }
  found.push(isLong(before) || isLong(after) ? byLine(before, after, at) : tell({ before, after, at }));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names that every object has (`constructor`) are none of a value. */
const own = (value: Record<string, unknown>, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;

const isLong = (value: unknown): boolean =>
  typeof value === 'string' && (value.length > MOST_TEXT || value.includes('\n'));

/** The lines between what both begin and end with. */
function byLine(before: unknown, after: unknown, at: string): Difference {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < Math.min(old.length, fresh.length) && old[start] === fresh[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, fresh.length) - start && old.at(-1 - end) === fresh.at(-1 - end)) end++;
  const part = (lines: string[]): string | undefined =>
    lines.length - end > start ? lines.slice(start, lines.length - end).join('\n') : undefined;
  return tell({ at: `${at}, line ${start + 1}`, before: part(old), after: part(fresh) });
}

const linesOf = (value: unknown): string[] => (typeof value === 'string' ? value.split('\n') : []);

const tell = ({ at, before, after }: Pair): Difference => ({
  at,
  ...(before !== undefined && { before: short(before) }),
  ...(after !== undefined && { after: short(after) }),
});

function short(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return cut(value);
  const text = JSON.stringify(value);
  return isRecord(value) && holdsProse(value) && text.length > MOST_TEXT ? cut(partsOf(value)) : cut(text);
}

const cut = (text: string): string => (text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text);

const holdsProse = (value: unknown): boolean =>
  isRecord(value)
    ? Object.values(value).some(holdsProse)
    : typeof value === 'string' && value.length > MOST_PART;

/** Texts that are too long to be shown whole, a language of a template for instance, are told by their names and how long they are. */
const partsOf = (value: Record<string, unknown>): string =>
  Object.keys(value)
    .toSorted()
    .map((name) => {
      const text = typeof value[name] === 'string' ? value[name] : JSON.stringify(value[name]);
      return `${name} ${text.length > MOST_PART ? `(${text.length} characters)` : JSON.stringify(text)}`;
    })
    .join(', ');
const MOST_PART = 60;

import type { z } from 'zod';
import { sentenceOf } from './issue.ts';
import { didYouMean } from './nearest.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Deeper than anybody writes a condition; what reads one calls itself for every level. */
const MOST_LEVELS = 50;

export const TOO_DEEP = `It is nested deeper than anybody could follow: more than ${MOST_LEVELS} levels. Write it with fewer.`;

export const isTooDeep = (value: unknown, left = MOST_LEVELS): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (left === 0 || Object.values(value).some((each) => isTooDeep(each, left - 1)));

/** What is known at a path, and how what stands there could be written, by its last name. */
export type Hints = {
  names: (path: Path) => readonly string[];
  examples?: Readonly<Record<string, string>>;
};

/**
 * What is wrong with the form of a draft, each in a sentence that says where and what to write there; a name that is not
 * known comes with the one that was probably meant. Of one place only the first fault is told.
 */
export function explain({ issues }: z.core.$ZodError, given: unknown, hints: Hints): string[] {
  const { names, examples = {} } = hints;
  const seen = new Set<string>();
  return leaves(issues, given, []).flatMap(({ issue, path }) => {
    const place = spell(path);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknown([...path, key], names(path)));
    if (seen.size === seen.add(place).size) return [];
    const name = path.findLast((part) => typeof part === 'string') ?? '';
    const example = Object.hasOwn(examples, name) ? examples[name] : undefined;
    return [sentenceOf(issue, { place, given: valueAt(given, path), example })];
  });
}

function unknown(path: Path, known: readonly string[]): string {
  const name = String(path.at(-1));
  const above = spell(path.slice(0, -1));
  if (known === CONDITION_NAMES && known.includes(name))
    return `"${spell(path)}" stands beside another condition; put both into a list under "${above}.all".`;
  const there = known.length > 0 ? ` There is ${known.join(', ')}.` : '';
  return `There is no "${spell(path)}".${didYouMean(name, known) || there}`;
}

type Leaf = { issue: Issue; path: Path };

/** A condition is one of four forms: only what is wrong with the one that was meant is told. */
function leaves(issues: readonly Issue[], given: unknown, base: Path): Leaf[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.code !== 'invalid_union' || issue.errors.length !== FORMS.length) return [{ issue, path }];
    const value = valueAt(given, path);
    const meant = FORMS.findIndex((form) => isRecord(value) && form in value);
    return leaves(issue.errors[meant === -1 ? FORMS.length - 1 : meant] ?? [], given, path);
  });
}

/** In the order of the union in `contract/rule.ts`; a comparison is whatever is none of the others. */
const FORMS = ['all', 'any', 'not', 'field'] as const;

/** Known at every level of a condition. */
export const CONDITION_NAMES: readonly string[] = ['all', 'any', 'not', 'field', 'op', 'value'];

const spell = (path: Path): string => path.map(String).join('.');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function valueAt(given: unknown, path: Path): unknown {
  let value = given;
  for (const part of path) value = isRecord(value) ? value[String(part)] : undefined;
  return value;
}

import type { z } from 'zod';
import { OPERATORS } from '../../contract/rule.ts';
import { didYouMean } from './nearest.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Deeper than anybody writes a condition; what reads one calls itself for every level. */
const MOST_LEVELS = 50;

export const isTooDeep = (value: unknown, left = MOST_LEVELS): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (left === 0 || Object.values(value).some((each) => isTooDeep(each, left - 1)));

/**
 * What is wrong with the form of a draft, each in a sentence that says where; a name that is not known comes with the
 * one that was probably meant. `names` are the known ones at a path.
 */
export function explain(
  { issues }: z.core.$ZodError,
  given: unknown,
  names: (path: Path) => readonly string[],
): string[] {
  return leaves(issues, given, []).flatMap(({ issue, path }) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(
        (key) => `There is no "${spell([...path, key])}".${didYouMean(key, names(path))}`,
      );
    return [`${path.length > 0 ? `"${spell(path)}": ` : ''}${issue.message}.${hintOf(issue, given, path)}`];
  });
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

function hintOf(issue: Issue, given: unknown, path: Path): string {
  const value = valueAt(given, path);
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return '';
  return didYouMean(value, path.at(-1) === 'op' ? OPERATORS : issue.values.map(String));
}

const spell = (path: Path): string => path.map(String).join('.');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function valueAt(given: unknown, path: Path): unknown {
  let value = given;
  for (const part of path) value = isRecord(value) ? value[String(part)] : undefined;
  return value;
}

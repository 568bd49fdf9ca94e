import type { z } from 'zod';
import { OPERATORS } from '../../contract/rule.ts';
import { counted, sentence } from '../../contract/wording.ts';
import { didYouMean } from './nearest.ts';

type Issue = z.core.$ZodIssue;

/** What people write who come from elsewhere. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  '=': 'eq',
  '==': 'eq',
  is: 'eq',
  equals: 'eq',
  '!=': 'ne',
  '<>': 'ne',
  not: 'ne',
  '>': 'gt',
  '>=': 'gte',
  '<': 'lt',
  '<=': 'lte',
  includes: 'contains',
  'starts-with': 'matches-prefix',
};

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'names with values',
  record: 'names with values',
};

const OF_ZOD = /^(?:Invalid|Too (?:big|small))\b/;

/** Where it is, what was given there, and how it could be written. */
export type Spot = { place: string; given: unknown; example: string | undefined };

/** What is wrong at one place of a draft, in a sentence that says what to write there. */
export function sentenceOf(issue: Issue, spot: Spot): string {
  const isWhole = spot.place === '';
  const it = isWhole ? 'It' : `"${spot.place}"`;
  const instance = spot.example === undefined ? '' : `, for instance ${spot.example}`;
  const isMissing = spot.given === undefined;
  // What the schema itself says of it is meant for exactly this place.
  if (!OF_ZOD.test(issue.message))
    return isWhole
      ? capital(sentence(issue.message))
      : sentence(`${it}${isMissing ? ' is missing' : ''}: ${issue.message}`);
  if (isMissing) return `${it} is missing; ${choiceOf(issue) ?? 'write it'}${instance}.`;
  return `${it} ${faultOf(issue, spot, instance)}`;
}

function faultOf(issue: Issue, { place, given }: Spot, instance: string): string {
  if (issue.code === 'invalid_type')
    return `takes ${KINDS[issue.expected] ?? issue.expected}, not ${kindOf(given)}${instance}.`;
  if (issue.code === 'invalid_value')
    return `cannot be ${kindOf(given)}; ${choiceOf(issue) ?? 'write another'}.${hintOf(issue, given, place)}`;
  if (issue.code === 'too_big') return `${sizeOf(issue.origin, issue.maximum, '')} at most.`;
  if (issue.code === 'too_small')
    return `${given === '' ? 'is empty; write it' : leastOf(issue)}${instance}.`;
  if (issue.code === 'invalid_union') return `cannot be ${kindOf(given)}; write ${formsOf(issue)}.`;
  return `cannot be ${kindOf(given)}${instance || ': it has another form'}.`;
}

/** Each form that it may have, for instance a text or a list. */
function formsOf(issue: z.core.$ZodIssueInvalidUnion): string {
  const forms = new Set(issue.errors.flatMap(([first]) => (first ? formOf(first) : [])));
  const [last = '', ...others] = [...forms].toReversed();
  return others.length === 0 ? last : [...others.toReversed(), `or ${last}`].join(', ');
}

function formOf(issue: Issue): string[] {
  // It is of the right form, and what is wrong stands within.
  if (issue.path.length > 0) return ['a list of another kind'];
  if (issue.code === 'invalid_union') return issue.errors.flatMap(([first]) => (first ? formOf(first) : []));
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_type' ? [KINDS[issue.expected] ?? issue.expected] : [];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const leastOf = ({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): string =>
  sizeOf(origin, minimum, inclusive === false ? 'more than ' : 'at least ');

function sizeOf(origin: string, size: number | bigint, least: string): string {
  if (origin === 'string') return `has ${least}${counted(Number(size), 'character')}`;
  return origin === 'array'
    ? `has ${least}${counted(Number(size), 'entry', 'entries')}`
    : `is ${least}${size}`;
}

const choiceOf = (issue: Issue): string | undefined =>
  issue.code === 'invalid_value' ? `use ${issue.values.map(String).join(', ')}` : undefined;

/** Short texts are told as they stand there: whoever mistyped one sees it. */
function kindOf(given: unknown): string {
  if (typeof given === 'string') return given.length <= 40 ? `the text "${given}"` : 'a text';
  if (typeof given === 'number' || typeof given === 'boolean') return String(given);
  if (given === null) return 'nothing';
  return Array.isArray(given) ? 'a list' : 'names with values';
}

function hintOf(issue: Issue, given: unknown, place: string): string {
  if (issue.code !== 'invalid_value' || typeof given !== 'string') return '';
  const isOperator = place === 'op' || place.endsWith('.op');
  const other = isOperator && Object.hasOwn(OTHER_WORDS, given) ? OTHER_WORDS[given] : undefined;
  if (other !== undefined) return ` Did you mean "${other}"?`;
  return didYouMean(given, isOperator ? OPERATORS : issue.values.map(String));
}

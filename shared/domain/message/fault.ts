import { didYouMean } from '../rules/nearest.ts';
import { FILTER_NAMES, PartError, TAGS } from './engine.ts';

/**
 * What Liquid says, as a sentence for whoever writes the template. Its first line names the fault and its place; it
 * never holds data, only the template's own text.
 */
export function faultOf(error: unknown): string {
  if (error instanceof PartError) {
    // The lines of HTML are not those that anybody wrote.
    const fault = faultOf(error.cause).replace(error.part === 'html' ? /^line \d+: / : /^$/, '');
    return `${error.part}, ${fault}`;
  }
  const said = error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : 'unknown error';
  const { text, line } = placeOf(said);
  return `${line === undefined ? '' : `line ${line}: `}${sentenceOf(text)}`;
}

/** Liquid ends with `, line:3, col:7`. */
function placeOf(said: string): { text: string; line?: string } {
  const [whole, line] = /, line:(\d+), col:\d+$/.exec(said) ?? [];
  return whole === undefined || line === undefined
    ? { text: said }
    : { text: said.slice(0, -whole.length), line };
}

const MEANINGS: readonly [RegExp, (name: string) => string][] = [
  [/^undefined filter: (.+)$/, (name) => `there is no filter "${name}".${didYouMean(name, FILTER_NAMES)}`],
  [/^tag "(.+)" not found$/, noTag],
  [/^(?:tag|output) "?(.+?)"? not closed$/, (text) => `"${text}" is never closed; close it.`],
  [
    /^template render limit exceeded$/,
    () => 'it takes too long to write, so it was stopped; loop less often.',
  ],
  [
    /^(?:memory alloc limit exceeded|Invalid string length)$/,
    () =>
      'it would write or gather more than 2,000,000 characters or items, so it was stopped; loop less often.',
  ],
  [/^parse length limit exceeded$/, () => 'it is longer than 400,000 characters; make it shorter.'],
  [
    /^invalid value expression: "(.*)"$/,
    (text) => `"${text}" is no value; name a variable, a text or a number.`,
  ],
];

function sentenceOf(text: string): string {
  for (const [form, say] of MEANINGS) {
    const found = form.exec(text);
    if (found) return say(found[1] ?? '');
  }
  return `it fails: ${text}.`;
}

const OUTSIDE = ['include', 'render', 'layout', 'block'];

function noTag(name: string): string {
  const why = OUTSIDE.includes(name) ? ' One template cannot take in another: put the part in place.' : '';
  return `there is no tag "${name}".${why || didYouMean(name, TAGS) || ` There is ${TAGS.join(', ')}.`}`;
}

/** Whether it was stopped for what it takes, and not for what it says. */
export const isEndless = (message: string): boolean => message.includes('so it was stopped');

const NEVER = /: a subject is one line|there is no variable "[^"]*\b(?:__proto__|constructor|prototype)\b/;

/** Whether it can never become right by what is saved beside it, and is nothing that anybody should keep. */
export const isHopeless = (message: string): boolean => isEndless(message) || NEVER.test(message);

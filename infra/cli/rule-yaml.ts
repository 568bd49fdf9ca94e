import { basename } from 'node:path';
import {
  type Document,
  LineCounter,
  type Node,
  type YAMLError,
  isAlias,
  isCollection,
  isPair,
  isScalar,
  parseDocument,
  stringify,
  visit,
} from 'yaml';
import { CommandError } from './client.ts';

/** What is sent of a file; a fault of its form is told with its line. */
export function parseRule(name: string, text: string): object {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: true });
  // A tag that nobody knows is a warning there, and its value would be sent as a text.
  const [problem] = [
    ...document.errors,
    ...document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED'),
  ];
  if (problem)
    throw unreadable(`${name}${openQuote(document, problem, lineCounter) ?? `: ${sentenceOf(problem)}`}`);
  if (isTooDeep(document.contents)) throw unreadable(`${name}: ${TOO_DEEP}.`);
  const strange = findStrange(document);
  if (strange) {
    const { line } = lineCounter.linePos(strange.node.range?.[0] ?? 0);
    throw unreadable(`${name}, line ${line}: ${strange.fault}.`);
  }
  // Nobody refers to another part, so what comes is no larger than the file.
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return withOwnId(name, value);
  throw unreadable(`${name} is not a rule: a rule is names with values, for instance "on: purchase".`);
}

/** As every file that cannot be read: nothing was done. */
const unreadable = (message: string): CommandError => new CommandError(message, 2);

/** A rule is called as its file is: under another id it would be another rule. */
function withOwnId(name: string, value: object): object {
  const id = basename(name, '.yaml');
  if (!('id' in value) || value.id === id) return value;
  throw unreadable(
    `${name} says id: ${JSON.stringify(value.id)}, and by its name it is the rule "${id}". Rename the file, or take the id out.`,
  );
}

/** Deeper than anybody writes a condition; whatever reads one calls itself for every level. */
const MOST_LEVELS = 40;
const TOO_DEEP = `it is nested deeper than ${MOST_LEVELS} levels, which nobody could follow; write it with fewer`;

const isTooDeep = (node: unknown, left = MOST_LEVELS): boolean =>
  isPair(node)
    ? isTooDeep(node.key, left) || isTooDeep(node.value, left)
    : isCollection(node) && (left === 0 || node.items.some((item) => isTooDeep(item, left - 1)));

const SENTENCES: Partial<Record<string, string>> = {
  RESOURCE_EXHAUSTION: TOO_DEEP,
  DUPLICATE_KEY: 'a name stands there twice; keep one of them',
  TAG_RESOLVE_FAILED: 'a tag (!) is not for rules; write the value alone',
  MULTIPLE_DOCS: 'it holds several documents (---); a file is one rule',
};

/** A quote that is not closed is found at the end of the file; where it begins is what has to be mended. */
function openQuote(
  document: Document.Parsed,
  { message, pos }: YAMLError,
  lines: LineCounter,
): string | undefined {
  const [, sign] = /^Missing closing (["'])quote/.exec(message) ?? [];
  let begin: number | undefined;
  visit(document, {
    Scalar: (_key, { type, range }) => {
      if (type?.startsWith('QUOTE') && range && range[1] >= pos[0]) begin = range[0];
    },
  });
  if (sign === undefined || begin === undefined) return undefined;
  const { line, col } = lines.linePos(begin);
  return `, line ${line}, column ${col}: a quote (${sign}) begins there and is not closed; close it.`;
}

/** The first line of the library's message ends with the place; what follows shows it, empty lines apart. */
function sentenceOf({ code, message }: Pick<YAMLError, 'code' | 'message'>): string {
  const sentence = SENTENCES[code];
  const place = /at line \d+, column \d+:[^]*$/.exec(message)?.[0] ?? '';
  const whole = sentence ? `${sentence}, ${place}` : message;
  return whole
    .split('\n')
    .filter((line) => line.trim() !== '')
    .join('\n');
}

type Strange = { node: Node; fault: string };

/** The first that is YAML and no rule: it would be sent as something else. */
function findStrange(document: Document.Parsed): Strange | undefined {
  let found: Strange | undefined;
  visit(document, {
    Node: (_key, node) => {
      const fault = faultOf(node);
      if (fault === undefined) return undefined;
      found = { node, fault };
      return visit.BREAK;
    },
  });
  return found;
}

/** A rule is a page: whoever refers to another part of it could hide thousands of lines in ten, or turn in circles. */
function faultOf(node: Node): string | undefined {
  if (isAlias(node) || node.anchor) return 'anchors and aliases (& and *) are not for rules; write it out';
  const isEndless = isScalar(node) && typeof node.value === 'number' && !Number.isFinite(node.value);
  return isEndless
    ? `${node.source ?? String(node.value)} is no number that can be kept; write a smaller one`
    : undefined;
}

/** A rule that was never a file, as one. */
export const ruleText = ({ id: _id, ...rule }: Record<string, unknown>): string => stringify(rule);

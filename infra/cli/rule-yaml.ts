import { basename } from 'node:path';
import { type Document, LineCounter, type Node, parseDocument, stringify, visit } from 'yaml';
import { CommandError } from './client.ts';

/** What is sent of a file; a fault of its form is told with its line. */
export function parseRule(name: string, text: string): object {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: true });
  const [problem] = document.errors;
  if (problem) throw new CommandError(`${name}: ${sentenceOf(problem)}`);
  const reference = findReference(document);
  if (reference) {
    const { line } = lineCounter.linePos(reference.range?.[0] ?? 0);
    throw new CommandError(
      `${name}, line ${line}: anchors and aliases (& and *) are not for rules; write it out.`,
    );
  }
  // Nobody refers to another part, so what comes is no larger than the file.
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return withOwnId(name, value);
  throw new CommandError(`${name} is not a rule: a rule is names with values, for instance "on: purchase".`);
}

/** A rule is called as its file is: under another id it would be another rule. */
function withOwnId(name: string, value: object): object {
  const id = basename(name, '.yaml');
  if (!('id' in value) || value.id === id) return value;
  throw new CommandError(
    `${name} says id: ${JSON.stringify(value.id)}, and by its name it is the rule "${id}". Rename the file, or take the id out.`,
  );
}

const SENTENCES: Partial<Record<string, string>> = {
  DUPLICATE_KEY: 'a name stands there twice; keep one of them',
  MULTIPLE_DOCS: 'it holds several documents (---); a file is one rule',
};

/** The first line of the library's message ends with the place; what follows shows it. */
function sentenceOf({ code, message }: { code: string; message: string }): string {
  const sentence = SENTENCES[code];
  const place = /at line \d+, column \d+:[^]*$/.exec(message)?.[0] ?? '';
  return sentence ? `${sentence}, ${place}` : message;
}

/** A rule is a page: whoever refers to another part of it could hide thousands of lines in ten, or turn in circles. */
function findReference(document: Document.Parsed): Node | undefined {
  let found: Node | undefined;
  visit(document, {
    Alias: (_key, node) => {
      found = node;
      return visit.BREAK;
    },
    Node: (_key, node) => {
      if (!node.anchor) return undefined;
      found = node;
      return visit.BREAK;
    },
  });
  return found;
}

/** A rule that was never a file, as one. */
export const ruleText = ({ id: _id, ...rule }: Record<string, unknown>): string => stringify(rule);

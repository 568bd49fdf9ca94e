import type { RuleKind } from '../../contract/event.ts';
import type { CompiledLanguage, TemplateSource } from '../../contract/template.ts';
import { firstToName } from '../rules/mail-kinds.ts';
import { didYouMean } from '../rules/nearest.ts';
import { parsePart } from './engine.ts';
import { faultOf } from './fault.ts';
import { findVariable } from './names.ts';
import { type Path, type Use, usesOf } from './uses.ts';

type Parts = Partial<TemplateSource> | CompiledLanguage;

/**
 * What is wrong with one language before anything is sent, each with its part and line: what does not parse, variables
 * that are not there, and variables that may be missing with nothing said for that case.
 */
export function checkLanguage(source: Partial<TemplateSource>): string[] {
  return partsOf(source).flatMap(([part, text]) => {
    if (part === 'subject' && /[\r\n\u2028\u2029]/.test(text))
      return ['subject, line 2: a subject is one line; take the line break out.'];
    const [strange] = CONTROL.exec(text) ?? [];
    if (strange !== undefined)
      return [
        `${part}, line ${lineOf(text, strange)}: there is a control character in it (${codeOf(strange)}); take it out.`,
      ];
    const uses = readUses(text);
    if (typeof uses === 'string') return [`${part}, ${uses}`];
    return uses.flatMap((use) => problemOf(use).map((problem) => `${part}, line ${use.line}: ${problem}`));
  });
}

/** What a terminal or a reader of mail would obey, not show. */
const CONTROL = /[^\P{Cc}\t\r\n]/u;
const codeOf = (character: string): string =>
  `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
const lineOf = (text: string, what: string): number => text.slice(0, text.indexOf(what)).split('\n').length;

const partsOf = (source: Parts): [string, string][] =>
  Object.entries(source).flatMap(([part, text]) => (text === undefined ? [] : [[part, text]]));

/** The variables, or why it does not parse. */
function readUses(text: string): Use[] | string {
  try {
    return usesOf(parsePart(text));
  } catch (error) {
    return faultOf(error);
  }
}

function problemOf({ path, name, behind, known, isBare }: Use): string[] {
  const found = findVariable(path, known);
  if (found.kind === 'unknown') {
    // What is wrong with what a name stands for was told where it got that name.
    if (found.index < behind) return [];
    const before = name.slice(0, behind === 0 ? found.index : found.index - behind + 1);
    const names = found.known.map((each) => spell([...before, each]));
    return [`there is no variable "${spell(name)}".${hintOf(name, names)}`];
  }
  if (!isBare || found.isSure) return [];
  const [said, between] = [spell(name), `between {% if ${spell(name)} %} and {% endif %}.`];
  return [
    found.isText
      ? `"${said}" may be missing; write {{ ${said} | default: "…" }}, or put it ${between}`
      : `"${said}" may be missing; put {{ ${said} | money }} ${between}`,
  ];
}

/** Rules call it `event.order.number`, mails `order.number`. */
function hintOf(name: Path, names: readonly string[]): string {
  const inner = name.slice(1);
  if (inner.length > 0 && findVariable(inner).kind === 'known') return ` Did you mean "${spell(inner)}"?`;
  return didYouMean(spell(name), names) || (names.length > 0 ? ` There is ${names.join(', ')}.` : '');
}

/** What a template uses that events of this kind never have; it would be missing in every mail. */
export function neverThere(languages: Readonly<Record<string, Parts>>, kind: RuleKind): string[] {
  return Object.entries(languages).flatMap(([language, source]) =>
    partsOf(source).flatMap(([part, text]) => {
      const uses = readUses(text);
      if (typeof uses === 'string') return [];
      return uses.flatMap(({ path, line, known, isBare }) => {
        const found = findVariable(path);
        if (!isBare || known > 0 || found.kind === 'unknown' || !found.kinds || found.kinds.includes(kind))
          return [];
        const where = part === 'html' ? part : `${part}, line ${line}`;
        return [
          `${language}, ${where}: a ${kind} has no "${spell(path)}"; it belongs to ${firstToName(found.kinds).join(', ')}. ` +
            'Take it out, or name another template.',
        ];
      });
    }),
  );
}

const spell = (path: Path): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`))
    .join('');

import type { RuleKind } from '../../contract/event.ts';
import type { CompiledLanguage, TemplateSource } from '../../contract/template.ts';
import { didYouMean } from '../rules/nearest.ts';
import { parsePart } from './engine.ts';
import { faultOf } from './fault.ts';
import { findVariable } from './names.ts';
import { type Use, usesOf } from './uses.ts';

type Parts = TemplateSource | CompiledLanguage;

/**
 * What is wrong with one language before anything is sent, each with its part and line: what does not parse, variables
 * that are not there, and variables that may be missing with nothing said for that case.
 */
export function checkLanguage(source: TemplateSource): string[] {
  return partsOf(source).flatMap(([part, text]) => {
    if (part === 'subject' && /[\r\n\u2028\u2029]/.test(text))
      return ['subject, line 2: a subject is one line; take the line break out.'];
    const uses = readUses(text);
    if (typeof uses === 'string') return [`${part}, ${uses}`];
    return uses.flatMap((use) => problemOf(use).map((problem) => `${part}, line ${use.line}: ${problem}`));
  });
}

const partsOf = (source: Parts): [string, string][] => Object.entries(source);

/** The variables, or why it does not parse. */
function readUses(text: string): Use[] | string {
  try {
    return usesOf(parsePart(text));
  } catch (error) {
    return faultOf(error);
  }
}

function problemOf({ path, isBare }: Use): string[] {
  const name = spell(path);
  const found = findVariable(path);
  if (found.kind === 'unknown')
    return [
      `there is no variable "${name}".${didYouMean(name, found.known) || ` There is ${found.known.join(', ')}.`}`,
    ];
  if (!isBare || found.isSure) return [];
  const between = `between {% if ${name} %} and {% endif %}.`;
  return [
    found.isText
      ? `"${name}" may be missing; write {{ ${name} | default: "…" }}, or put it ${between}`
      : `"${name}" may be missing; put {{ ${name} | money }} ${between}`,
  ];
}

/** What a template uses that events of this kind never have; it would be missing in every mail. */
export function neverThere(languages: Readonly<Record<string, Parts>>, kind: RuleKind): string[] {
  return Object.entries(languages).flatMap(([language, source]) =>
    partsOf(source).flatMap(([part, text]) => {
      const uses = readUses(text);
      if (typeof uses === 'string') return [];
      return uses.flatMap(({ path, line, isBare }) => {
        const found = findVariable(path);
        if (!isBare || found.kind === 'unknown' || !found.kinds || found.kinds.includes(kind)) return [];
        const where = part === 'html' ? part : `${part}, line ${line}`;
        return [
          `${language}, ${where}: a ${kind} has no "${spell(path)}"; it belongs to ${found.kinds.join(', ')}. ` +
            'Take it out, or name another template.',
        ];
      });
    }),
  );
}

const spell = (path: readonly (string | number)[]): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`))
    .join('');

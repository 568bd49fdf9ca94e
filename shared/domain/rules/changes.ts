import { isDeepStrictEqual } from 'node:util';
import type { ReadRule } from '../../contract/draft.ts';
import type { Change } from '../../contract/life.ts';
import type { Rule } from '../../contract/rule.ts';
import { differences } from './difference.ts';

/** A rule before it has its versions, or with them. */
export type AnyRule = ReadRule & Partial<Pick<Rule, 'version' | 'templateVersion'>>;

/** What is kept of one act together: enough to read, and never more than an item can hold. */
const MOST_PLACES = 300;
export const placesEach = (changes: number): number => Math.max(3, Math.floor(MOST_PLACES / changes));

/** Which rules differ between two live sets, in the order of their ids. */
export function ruleChanges(before: readonly Rule[], after: readonly AnyRule[]): Change[] {
  const [old, fresh] = [byId(before), byId(after)];
  const ids = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  const differing = ids.filter((id) => !isDeepStrictEqual(old.get(id), fresh.get(id)));
  return differing.map((id) => {
    const [from, to] = [old.get(id), fresh.get(id)];
    return {
      kind: 'rule',
      id,
      ...(from && { from: from.version }),
      ...(to?.version !== undefined && { to: to.version }),
      // What is gone is told by its version, which stays.
      difference: to ? differences(said(from, to), said(to, to), placesEach(differing.length)) : [],
    };
  });
}

/** Whether anything is decided otherwise, or said otherwise in a mail: comments and spacing change nothing for what waits. */
export const isOtherwise = ({ difference }: Change): boolean => difference.length > 0;

const byId = <T extends { id: string }>(rules: readonly T[]): Map<string, T> =>
  new Map(rules.map((rule) => [rule.id, rule]));

/** The versions are told beside; that of the template counts where both sides have one. */
function said(rule: AnyRule | undefined, after: AnyRule): object {
  if (!rule) return {};
  const { version: _version, templateVersion, ...content } = rule;
  return after.templateVersion === undefined ? content : { ...content, templateVersion };
}

/** A published rule as it was written. */
export function contentOf({ version: _version, templateVersion: _template, ...content }: Rule): ReadRule {
  return content;
}

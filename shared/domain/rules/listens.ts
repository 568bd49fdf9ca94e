import type { Occasion } from '../../contract/date.ts';
import type { Comparison, Condition, Rule } from '../../contract/rule.ts';
import { NO_TRACKING } from '../message/tracking.ts';
import { canMatch } from './can-match.ts';
import { didYouMean } from './nearest.ts';

const KIND = 'event.date.kind';
type Asked = { on: string; if?: Condition | undefined };

/** Whether a rule may fire on the occasion of this name. */
export const listensTo = (rule: Asked, kind: string): boolean =>
  rule.on === 'occasion' &&
  canMatch({ all: [...(rule.if ? [rule.if] : []), { field: KIND, op: 'eq', value: kind }] });

/**
 * What is to be known of a rule on occasions of which the brand has none that it waits for; `undefined` where it has
 * one, or where the rule asks for a family of names (`referral-…`), which only webhooks tell.
 */
export function unheard(rule: Asked, occasions: readonly Occasion[] = []): string | undefined {
  const known = occasions.map(({ kind }) => kind);
  if (rule.on !== 'occasion' || known.some((kind) => listensTo(rule, kind))) return undefined;
  const named = namesIn(rule.if);
  const [first] = named;
  if (first !== undefined)
    return (
      `the brand has no occasion ${named.map((kind) => `"${kind}"`).join(' or ')}, so it can never match ` +
      `unless a webhook tells of one.${didYouMean(first, known) || ` Add the day: settings occasions set ${first}`}`
    );
  return rule.if === undefined && known.length === 0
    ? 'the brand has no occasions, so it can never match unless a webhook tells of one. Add a day: settings occasions set'
    : undefined;
}

/** The names that a condition asks for, word for word. */
const namesIn = (condition: Condition | undefined): string[] =>
  comparisonsIn(condition).flatMap(({ field, op, value }) => {
    if (field !== KIND || (op !== 'eq' && op !== 'in')) return [];
    return (Array.isArray(value) ? value : [value]).map(String);
  });

function comparisonsIn(condition: Condition | undefined): Comparison[] {
  if (condition === undefined || 'not' in condition) return [];
  if ('all' in condition) return condition.all.flatMap(comparisonsIn);
  return 'any' in condition ? condition.any.flatMap(comparisonsIn) : [condition];
}

const TRACKED = { clicked: ['clicks', '--clicks'], opened: ['opens', '--opens'] } as const;

/** What is to be known of a rule that waits for what SES does not tell of the brand's mails; nothing where it does. */
export function untold(
  { on, unless = [] }: Pick<Rule, 'on'> & Partial<Pick<Rule, 'unless'>>,
  tracking = NO_TRACKING,
): string[] {
  return (['clicked', 'opened'] as const).flatMap((kind) => {
    const [what, option] = TRACKED[kind];
    const isAwaited = unless.some(({ event }) => event === kind);
    if (tracking[what] || (on !== kind && !isAwaited)) return [];
    const so = on === kind ? 'it can never match' : 'none ever calls it off';
    return [
      `SES tells no ${what} of the brand's mails, so ${so}. Turn that on: settings tracking ${option} on`,
    ];
  });
}

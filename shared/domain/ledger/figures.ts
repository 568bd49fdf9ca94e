import type { RuleFigures } from '../../contract/figures.ts';
import type { FollowUp } from '../../contract/follow-up.ts';

/** What became of these, rule by rule; of what was not sent nothing is counted. */
export function figuresOf(
  followUps: readonly Pick<FollowUp, 'rule' | 'state' | 'feedback'>[],
): RuleFigures[] {
  const byRule = new Map<string, RuleFigures>();
  for (const { rule, state, feedback = {} } of followUps) {
    if (state !== 'sent') continue;
    const of = byRule.get(rule) ?? { rule, sent: 0, delivered: 0, bounced: 0, complained: 0 };
    of.sent += 1;
    for (const what of ['delivered', 'bounced', 'complained'] as const)
      if (feedback[what] !== undefined) of[what] += 1;
    byRule.set(rule, of);
  }
  return [...byRule.values()];
}

import { FIGURES, type Figure, type RuleFigures, noFigures } from '../../contract/figures.ts';
import type { FollowUp } from '../../contract/follow-up.ts';

type Counted = Pick<FollowUp, 'rule' | 'state' | 'feedback' | 'unsubscribedAt' | 'repliedAt' | 'answered'>;

/** Whether a mail that was sent counts, one way or the other. */
const COUNTS: Readonly<Record<Figure, (mail: Counted) => boolean>> = {
  sent: () => true,
  delivered: ({ feedback }) => feedback?.delivered !== undefined,
  opened: ({ feedback }) => feedback?.opened !== undefined,
  openedByMachine: ({ feedback }) => feedback?.opened === undefined && (feedback?.opens ?? []).length > 0,
  clicked: ({ feedback }) => feedback?.clicked !== undefined,
  replied: ({ repliedAt }) => repliedAt !== undefined,
  answered: ({ answered }) => answered === true,
  bounced: ({ feedback }) => feedback?.bounced !== undefined,
  complained: ({ feedback }) => feedback?.complained !== undefined,
  unsubscribed: ({ unsubscribedAt }) => unsubscribedAt !== undefined,
};

/** What became of these, rule by rule; of what was not sent nothing is counted. */
export function figuresOf(followUps: readonly Counted[]): RuleFigures[] {
  const byRule = new Map<string, RuleFigures>();
  for (const mail of followUps) {
    if (mail.state !== 'sent') continue;
    const of = byRule.get(mail.rule) ?? noFigures(mail.rule);
    for (const figure of FIGURES) if (COUNTS[figure](mail)) of[figure] += 1;
    byRule.set(mail.rule, of);
  }
  return [...byRule.values()];
}

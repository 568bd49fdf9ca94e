import type { Rule } from '../../contract/rule.ts';
import { canMatch } from './can-match.ts';

const FOR_A_WHILE = { field: 'event.mail.bounce', op: 'eq', value: 'transient' } as const;

/**
 * What a rule could never send, because nothing at all is sent any more to whoever its event happened to: who reported a
 * mail as unwanted, and whose address bounced for good.
 */
export function checkReach({ on, if: asked, retimedBy }: Rule): string[] {
  const problems: string[] = [];
  if (on === 'complained')
    problems.push(
      'Who reports a mail as unwanted gets no other, so a rule on "complained" can never send; ' +
        'let it be on something else. "complained" may stand in "unless".',
    );
  if (
    on === 'bounced' &&
    canMatch(asked, on) &&
    !canMatch({ all: [...(asked ? [asked] : []), FOR_A_WHILE] }, on)
  )
    problems.push(
      'Nothing is sent any more to an address that bounced for good, so it can never send; ' +
        'let "event.mail.bounce" be "transient".',
    );
  if (retimedBy.includes('complained'))
    problems.push(
      'What waits for who reports a mail as unwanted is never sent, so a later time is of no use; ' +
        'take "complained" out of "retimedBy".',
    );
  return problems;
}

import type { RuleDraft } from '../../contract/draft.ts';

/** Nobody is thanked for, or asked about, what they gave back. */
export const GONE = [
  { event: 'refund', of: 'subject' },
  { event: 'cancellation', of: 'subject' },
] satisfies RuleDraft['unless'];

/** In the group `thanks` one order earns one mail: the most fitting. */
export const THANKS = {
  group: 'thanks',
  purpose: 'transactional',
  within: 'P2D',
  unless: GONE,
} satisfies Partial<RuleDraft>;

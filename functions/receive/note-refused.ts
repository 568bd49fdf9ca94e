import { recordRefused } from '../../shared/store/arrivals.ts';
import { type Counted, sparingly } from '../middleware/sparingly.ts';

/** Notes that a webhook was turned away, so that `source check` can tell a wrong secret from silence. */
export const noteRefused = sparingly(
  (of: Counted & { reason: string }, count) => recordRefused({ ...of, count }),
  ({ reason }) => reason,
);

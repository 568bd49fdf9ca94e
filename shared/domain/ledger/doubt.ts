import { Temporal } from 'temporal-polyfill';
import type { FollowUp } from '../../contract/follow-up.ts';
import { counted } from '../../contract/wording.ts';
import { iso, parseInstant } from '../time/waits.ts';

/** SES tells of what it took mostly within minutes; so long somebody had better wait for that. */
const SOON = { hours: 1 } as const;

/**
 * Of a follow-up of which nobody knows whether SES took the mail, what is known at this moment. SES can be asked about a
 * mail only by the id that it gave it, and that is what such a follow-up lacks: its own report is all that settles it.
 */
export function doubtOf(
  { state, updatedAt }: Pick<FollowUp, 'state' | 'updatedAt'>,
  now: Temporal.Instant,
): string | undefined {
  if (state !== 'unknown') return undefined;
  const since = parseInstant(updatedAt);
  const silent = since.until(now, { largestUnit: 'hours' }).hours;
  const begin = `In doubt since ${iso(since).slice(0, 16).replace('T', ' ')} UTC.`;
  if (Temporal.Instant.compare(since.add(SOON), now) > 0)
    return `${begin} SES tells of what it took, mostly within minutes: wait for an hour before you decide.`;
  const length = silent < 48 ? counted(silent, 'hour') : counted(Math.floor(silent / 24), 'day');
  return `${begin} SES has told nothing of it for ${length}: where its reports of other mails come, it most likely never took this one, but that is not certain.`;
}

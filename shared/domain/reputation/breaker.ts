import { Temporal } from 'temporal-polyfill';
import type { Reputation } from '../../contract/brand.ts';

/** What became of mails, by when it was told: how many arrived, came back for good, and were reported as unwanted. */
export type Outcomes = { delivered: number; bounced: number; complained: number };
/** `hour` as `2026-11-22T09`, of UTC. */
export type HourOfOutcomes = Outcomes & { hour: string };

/** SES looks at an account at these rates; of fewer mails a rate says nothing. */
type Limits = Readonly<Record<keyof Reputation, number>>;

const USUAL: Limits = { complaints: 0.001, bounces: 0.05, atLeast: 200, softBounces: 3 };

/** The brand's limits, with the usual ones where it has none of its own. */
export const limitsOf = (own: Reputation = {}): Limits => ({
  complaints: own.complaints ?? USUAL.complaints,
  bounces: own.bounces ?? USUAL.bounces,
  atLeast: own.atLeast ?? USUAL.atLeast,
  softBounces: own.softBounces ?? USUAL.softBounces,
});

/** Something new goes wrong within a day; what goes wrong slowly, or of a few mails a day, shows within a week. */
export const WINDOWS = [
  { hours: 24, name: 'within 24 hours' },
  { hours: 168, name: 'within 7 days' },
] as const;
/** One person alone stops nobody. */
const FEWEST = 2;

export const hourOf = (at: Temporal.Instant): string => at.toString().slice(0, 'YYYY-MM-DDTHH'.length);

type Look = {
  now: Temporal.Instant;
  reputation?: Reputation | undefined;
  /** What was told up to and in this hour is forgiven. */
  since?: string | undefined;
};

/** Why the brand may not go on sending, as a sentence; `undefined` when it may. */
export function haltedBecause(hours: readonly HourOfOutcomes[], look: Look): string | undefined {
  const limits = limitsOf(look.reputation);
  for (const { hours: length, name } of WINDOWS) {
    const { delivered, bounced, complained } = outcomesOf(hours, { ...look, length });
    const mails = delivered + bounced;
    if (mails < limits.atLeast) continue;
    if (crosses(complained, delivered, limits.complaints))
      return sentence(`${complained} of ${delivered} mails that arrived were reported as unwanted ${name}`, {
        limit: limits.complaints,
      });
    if (crosses(bounced, mails, limits.bounces))
      return sentence(`${bounced} of ${mails} mails came back for good ${name}`, { limit: limits.bounces });
  }
  return undefined;
}

const crosses = (count: number, of: number, limit: number): boolean => count >= FEWEST && count > of * limit;

const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 2 });

const sentence = (what: string, { limit }: { limit: number }): string =>
  `Sending is stopped for the brand: ${what}, more than ${PERCENT.format(limit)}. A person has to let it go on.`;

/** Of the last `length` hours, this one counted whole. */
export function outcomesOf(
  hours: readonly HourOfOutcomes[],
  { now, since, length }: Look & { length: number },
): Outcomes {
  const from = hourOf(now.subtract({ hours: length }));
  const forgiven = since === undefined ? '' : hourOf(Temporal.Instant.from(since));
  const sum = { delivered: 0, bounced: 0, complained: 0 };
  for (const { hour, delivered, bounced, complained } of hours) {
    if (hour <= from || hour <= forgiven) continue;
    sum.delivered += delivered;
    sum.bounced += bounced;
    sum.complained += complained;
  }
  return sum;
}

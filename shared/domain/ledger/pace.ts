/** What SES allows this account, in mails; without a limit `Infinity`. */
export type Quota = { perSecond: number; perDay: number; leftToday: number };

/** The run comes every minute; what one run may release is a minute of SES's pace, and what it can write in time. */
const SECONDS_BETWEEN_RUNS = 60;
const MOST_PER_RUN = 5000;
/** Of a day's quota so much is left to thanks: marketing of the morning must not use up what the evening's orders need. */
const KEPT_FOR_THANKS = 0.1;

/** How many may be released now, and how many of them may be marketing. What does not go stays due and goes first when it may. */
export function paceOf({ perSecond, ...day }: Quota): { most: number; mostMarketing: number } {
  const left = roomOfQuota(day);
  const most = Math.min(MOST_PER_RUN, Math.ceil(perSecond * SECONDS_BETWEEN_RUNS), left.most);
  return { most, mostMarketing: Math.min(most, left.mostMarketing) };
}

/** How many more may go of a day's quota, and how many of them may be marketing. */
export function roomOfQuota({ perDay, leftToday }: Omit<Quota, 'perSecond'>): {
  most: number;
  mostMarketing: number;
} {
  const kept = perDay === Infinity ? 0 : Math.floor(perDay * KEPT_FOR_THANKS);
  return { most: leftToday, mostMarketing: Math.max(0, leftToday - kept) };
}

import type { Temporal } from 'temporal-polyfill';
import { loadLinkKeys } from '../../shared/clients/secrets.ts';
import type { Brand } from '../../shared/contract/brand.ts';
import type { Contact } from '../../shared/contract/contact.ts';
import type { FollowUp, FollowUpKey } from '../../shared/contract/follow-up.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { type Held, gate, putOff } from '../../shared/domain/ledger/gate.ts';
import { ended, planned } from '../../shared/domain/ledger/transitions.ts';
import { type WarmDay, fullBecause, warmDayOf } from '../../shared/domain/reputation/warm-up.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import { claim, endFollowUp } from '../../shared/store/claims.ts';
import { changeFollowUp } from '../../shared/store/follow-ups.ts';
import { loadFollowing } from '../../shared/store/planning.ts';
import { anew } from '../middleware/anew.ts';
import type { Turn } from '../middleware/batch.ts';
import { log } from '../middleware/logger.ts';
import { atMost } from './at-most.ts';
import { deliver } from './deliver.ts';
import { prepare } from './prepare.ts';

/** Between claim and mark at the same time: as many as one batch has. */
const onItsWay = atMost(10);

/** Sends one follow-up if it still may go. Reads and decides anew when something moved between reading and claiming. */
export async function sendFollowUp(key: FollowUpKey, { now, until }: Turn): Promise<Result<void>> {
  const done = await anew(async () => (await attemptOnce(key, now)) || undefined, until);
  return done
    ? ok(undefined)
    : fail('contended', 'Others kept changing the same person.', { retryable: true });
}

/** `false` when the follow-up or the person moved meanwhile: look again. */
async function attemptOnce(key: FollowUpKey, now: Temporal.Instant): Promise<boolean> {
  // The keys are remembered, for the links of the mail: asked for now, they cost no wait of their own.
  const [brand, state] = await Promise.all([loadBrand(key.brand), loadFollowing(key), loadLinkKeys()]);
  const [followUp] = state.followUps;
  if (!brand) log.warn('follow-up of no brand left alone', { brand: key.brand, rule: key.rule });
  if (!brand || !followUp || !state.contact || !isWaiting(followUp, now)) return true;
  const { contact, subject, suppression } = state;
  const verdict = gate({ followUp, contact, subject, suppression, brand, now });
  return verdict.kind === 'send'
    ? go({ followUp, contact, brand, to: verdict.to, now })
    : hold({ followUp, contact, now }, verdict);
}

function hold({ followUp, contact, now }: Omit<Going, 'brand' | 'to'>, verdict: Held): Promise<boolean> {
  switch (verdict.kind) {
    case 'postpone':
      return changeFollowUp(
        followUp,
        planned(followUp, { dueAt: verdict.until, reason: verdict.reason }, now),
      );
    case 'end':
      return endFollowUp(followUp, ended(followUp, verdict, now), contact);
    default:
      return verdict satisfies never;
  }
}

/** A message that came twice, or for something that was re-timed, cancelled or sent meanwhile, has no work left. */
const isWaiting = (followUp: FollowUp, now: Temporal.Instant): boolean =>
  (followUp.state === 'queued' || followUp.state === 'planned') &&
  Date.parse(followUp.dueAt) <= now.epochMilliseconds;

type Going = { followUp: FollowUp; contact: Contact; brand: Brand; to: string; now: Temporal.Instant };

/** Everything that can fail without SES comes before the claim; after it only SES and the mark are left. */
async function go(going: Going): Promise<boolean> {
  const mail = await prepare(going);
  if (!mail.ok) {
    const { followUp, contact, now } = going;
    const { kind, message: reason } = mail.failure;
    // Too long for this person's data alone; whatever else it is, the template is at fault.
    const state = kind === 'too-long' ? 'skipped' : 'failed';
    return endFollowUp(followUp, ended(followUp, { state, reason }, now), contact);
  }
  return onItsWay(async () => {
    const warm = warmDayOf(going.brand, going.now);
    const claimed = await claim({ ...going, warm }, going.now);
    if (claimed === 'moved') return false;
    if (claimed === 'full') return warm === undefined || waitForTomorrow(going, warm);
    await deliver(mail.value, claimed);
    return true;
  });
}

/** The warm-up of the sender has no room left today. */
function waitForTomorrow(going: Going, warm: WarmDay): Promise<boolean> {
  const reason = fullBecause(going.followUp, warm, going.brand.timezone);
  return hold(going, putOff(going.followUp, { until: warm.until, reason }));
}

import { Temporal } from 'temporal-polyfill';
import { loadKey } from '../../shared/clients/secrets.ts';
import type { Listed } from '../../shared/clients/suppressed-list.ts';
import { contactId, normaliseEmail } from '../../shared/domain/people/identity.ts';
import {
  type Progress,
  knownContacts,
  loadProgress,
  saveProgress,
} from '../../shared/store/account-suppressions.ts';
import { suppress } from '../../shared/store/suppressions.ts';
import { log } from '../middleware/logger.ts';

/** How often SES is asked. */
const EVERY = { hours: 24 } as const;
/** So far each look reaches back behind the last: the list may tell of an address a while after its time. */
const OVERLAP = { hours: 24 } as const;
/** How often it is read from the very first: who has come to us since may have been on it for years. */
const WHOLE_EVERY = { hours: 7 * 24 } as const;
/** Milliseconds after which the rest is left to the next quarter of an hour. */
const PATIENCE = 30_000;

export type Reconciled = {
  suppressed: number;
  /** When to look again; `undefined` when that can wait for whatever else there is to do, as nobody came to the list. */
  next: Temporal.Instant | undefined;
};
type Run = NonNullable<Progress['run']>;

/**
 * Once a day, stops those of our contacts to whom SES sends nothing any more. Goes on where an earlier look was cut off;
 * doing a part twice changes nothing.
 */
export async function reconcileSuppressions(
  brands: readonly string[],
  now: Temporal.Instant,
): Promise<Reconciled> {
  let progress = await loadProgress();
  const due = progress.through && Temporal.Instant.from(progress.through).add(EVERY);
  if (!progress.run && due && Temporal.Instant.compare(now, due) < 0) return { suppressed: 0, next: due };
  progress = begun(progress, now);
  const until = performance.now() + PATIENCE;
  let [listed, suppressed] = [0, 0];
  while (progress.run && performance.now() < until) {
    const page = await readPage(progress.run);
    listed += page.items.length;
    suppressed += await stopThose(page.items, brands);
    progress = gone(progress, progress.run, page.cursor);
    await saveProgress(progress);
  }
  log.info('suppression list of the account looked at', { suppressed, done: progress.run === undefined });
  if (progress.run) return { suppressed, next: now };
  return { suppressed, next: listed > 0 ? now.add(EVERY) : undefined };
}

/** A look that is under way goes on; else one begins, from the first of the list once a week. */
function begun(progress: Progress, now: Temporal.Instant): Progress {
  if (progress.run) return progress;
  const { through, wholeAt } = progress;
  const isWhole =
    !wholeAt || Temporal.Instant.compare(Temporal.Instant.from(wholeAt).add(WHOLE_EVERY), now) <= 0;
  const to = now.toString();
  if (isWhole || through === undefined) return { ...progress, wholeAt: to, run: { to } };
  return { ...progress, run: { from: Temporal.Instant.from(through).subtract(OVERLAP).toString(), to } };
}

const gone = ({ run: _done, ...progress }: Progress, run: Run, cursor: string | undefined): Progress =>
  cursor === undefined ? { ...progress, through: run.to } : { ...progress, run: { ...run, cursor } };

async function readPage(run: Run): Promise<{ items: Listed[]; cursor: string | undefined }> {
  // Only who asks waits until the client of SES's other half is loaded.
  const { listSuppressed } = await import('../../shared/clients/suppressed-list.ts');
  const { from, to, cursor } = run;
  const page = await listSuppressed({ from, to, cursor });
  if (page.ok) return page.value;
  log.info('suppression list of the account is begun again', { kind: page.failure.kind });
  const again = await listSuppressed({ from, to, cursor: undefined });
  if (!again.ok) throw new Error(again.failure.message);
  return again.value;
}

/** Whom nobody here knows is passed over: the list is of the whole account. */
async function stopThose(listed: readonly Listed[], brands: readonly string[]): Promise<number> {
  const key = await loadKey('CONTACT_KEY_SECRET');
  let stopped = 0;
  for (const brand of brands) {
    const byContact = new Map(
      listed.flatMap((one) => {
        const email = normaliseEmail(one.address);
        return email === undefined ? [] : [[contactId(key, brand, { email }), one] as const];
      }),
    );
    for (const contact of await knownContacts(brand, [...byContact.keys()])) {
      const { reason, at } = byContact.get(contact) ?? {};
      if (!reason || !at) continue;
      if (await suppress({ brand, contact, reason, at, source: 'ses-account' })) stopped += 1;
    }
  }
  return stopped;
}

import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import type { Contact } from '../../contract/contact.ts';
import type { FollowUp, FollowUpKey } from '../../contract/follow-up.ts';
import type { Entry } from '../../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import type { Rule } from '../../contract/rule.ts';
import { cancelled } from '../../domain/ledger/acts.ts';
import { withEnded, withOpen } from '../../domain/ledger/claim.ts';
import { renew } from '../../domain/ledger/renew.ts';
import { loadDraft, loadEntry } from '../../store/entries.ts';
import { loadEvent } from '../../store/events.ts';
import { type Loaded, loadFollowing } from '../../store/planning.ts';
import { readLive } from '../../store/rules.ts';
import { listVersions } from '../../store/versions.ts';
import { loadVersion } from './load-version.ts';

/** Which version what waits is measured by: the live one, or, for a look ahead, the draft or an older one. */
export type By = 'draft' | number | undefined;

type Refusal = Failure<'not-found' | 'conflict'>;

/** The rule that decides; `undefined` when it is retired. */
export async function ruleNow(brand: string, id: string, by: By): Promise<Result<Rule | undefined, Refusal>> {
  const live = (await readLive(brand)).rules.find((rule) => rule.id === id);
  if (typeof by === 'number') return ruleThen(brand, id, by);
  if (live && by === undefined) return ok(live);
  const place = { brand, kind: 'rule' as const, id };
  const [entry, versions] = await Promise.all([loadEntry(place), listVersions(place)]);
  if (!entry && versions.length === 0) return fail('not-found', `There is no rule "${id}" in this brand.`);
  return ok(by === undefined ? undefined : await ahead(live, { entry, newest: versions[0]?.version ?? 0 }));
}

async function ruleThen(brand: string, id: string, version: number): Promise<Result<Rule, Refusal>> {
  const found = await loadVersion({ brand, kind: 'rule', id }, version);
  return found?.rule
    ? ok(found.rule)
    : fail('not-found', `There is no version ${version} of the rule "${id}".`);
}

/** The rule as it would be published now: a draft has no number yet, and it may be its template alone that differs. */
async function ahead(
  live: Rule | undefined,
  { entry, newest }: { entry: Entry | undefined; newest: number },
): Promise<Rule | undefined> {
  const version = Math.max(newest, live?.version ?? 0) + 1;
  const draft = entry?.draft && (await loadDraft(entry));
  if (!draft || !('rule' in draft)) return live && { ...live, version };
  return { ...draft.rule, version, templateVersion: live?.templateVersion ?? 1 };
}

export type Wish = {
  brand: Brand;
  do: 'cancel' | 'renew';
  rule: Rule | undefined;
  why: string;
};

/** What would become of one that waits; `undefined` when it stays as it is. */
export type Decided = { seen: FollowUp; after: FollowUp; contact: Contact | undefined } | undefined;

/** Decides anew about one that waits by another version than the present one. Nothing is written. */
export async function decide(key: FollowUpKey, wish: Wish): Promise<Decided> {
  const loaded = await loadFollowing(key);
  const [seen] = loaded.followUps;
  if (!seen || (seen.state !== 'planned' && seen.state !== 'queued')) return undefined;
  if (seen.ruleVersion === wish.rule?.version) return undefined;
  const now = Temporal.Now.instant();
  if (wish.do === 'cancel') {
    const { subject, suppression, contact } = loaded;
    const acting = { followUp: seen, contact, subject, suppression, brand: wish.brand, now };
    return { seen, ...cancelled(acting, `Cancelled by an operator: ${wish.why}`) };
  }
  const after = await renewed(seen, loaded, { wish, now });
  if (!after || !loaded.contact) return undefined;
  const waits = after.state === 'planned';
  return { seen, after, contact: (waits ? withOpen : withEnded)(loaded.contact, after) };
}

/** Without its event nobody can say what another version would have made of it: it stays. */
async function renewed(
  seen: FollowUp,
  { contact, subject, suppression }: Loaded,
  { wish, now }: { wish: Wish; now: Temporal.Instant },
): Promise<FollowUp | undefined> {
  const { rule, brand } = wish;
  const recorded = await loadEvent(seen.brand, seen.contact, seen.event);
  if (!recorded || !rule || !contact) return undefined;
  return renew({ followUp: seen, rule, recorded, contact, subject, suppression, brand, now });
}

import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { FollowUpKey } from '../../shared/contract/follow-up.ts';
import type { AuditRecord } from '../../shared/contract/life.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { type Act, type Acted, act } from '../../shared/domain/ledger/acts.ts';
import { followUpId } from '../../shared/domain/people/identity.ts';
import { putAudit } from '../../shared/store/audit.ts';
import { saveAct } from '../../shared/store/claims.ts';
import { loadFollowing } from '../../shared/store/planning.ts';
import { record } from '../../shared/work/life/flip.ts';
import { anew } from '../middleware/anew.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { log } from '../middleware/logger.ts';
import { deedOf, whyOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import { keyOf, noneHere, shownInFull } from './follow-ups.ts';
import type { Call, Resource } from './resource.ts';

const deed = z.strictObject({ why: whyOf, dryRun: z.boolean().optional() });
const resolution = deed.extend({ as: z.enum(['sent', 'failed']) });

type Wish = { act: Act; dryRun: boolean | undefined };

const simple =
  (kind: 'cancel' | 'release' | 'resend') =>
  (body: unknown): Result<Wish, HttpFailure> => {
    const { data, error } = deed.safeParse(body);
    return data
      ? ok({ act: { kind, why: data.why }, dryRun: data.dryRun })
      : fail('invalid', z.prettifyError(error));
  };

function resolve(body: unknown): Result<Wish, HttpFailure> {
  const { data, error } = resolution.safeParse(body);
  if (!data) return fail('invalid', z.prettifyError(error));
  return ok({ act: { kind: 'resolve', why: data.why, as: data.as }, dryRun: data.dryRun });
}

const resource = (
  name: Act['kind'],
  role: 'editor' | 'approver',
  read: (body: unknown) => Result<Wish, HttpFailure>,
): Resource => ({
  path: `follow-ups/{followUp}/${name}`,
  operations: { POST: { role, run: (call) => run(call, read(call.body)) } },
});

/**
 * `POST …/follow-ups/{followUp}/cancel|release|resend|resolve`. Holding a message back harms nobody, so an editor may
 * cancel; what makes a mail go out, or says of one that it has, is for an approver.
 */
export const FOLLOW_UP_ACTS: readonly Resource[] = [
  resource('cancel', 'editor', simple('cancel')),
  resource('release', 'approver', simple('release')),
  resource('resend', 'approver', simple('resend')),
  resource('resolve', 'approver', resolve),
];

/** Milliseconds in which it is tried again when dispatch, send or a webhook moved the follow-up or the person. */
const PATIENCE = 5000;

async function run(call: Call, read: Result<Wish, HttpFailure>): Promise<Result<object, HttpFailure>> {
  if (!read.ok) return read;
  const key = keyOf(call);
  const brand = await findBrand(call);
  if (!brand.ok) return brand;
  if (!key) return noneHere();
  const { act: deedToDo, dryRun } = read.value;
  const now = Temporal.Now.instant();
  const done = await anew(async () => {
    const { followUps, contact, subject, suppression } = await loadFollowing(key);
    const [seen] = followUps;
    if (!seen) return noneHere();
    const acted = act({ followUp: seen, contact, subject, suppression, brand: brand.value, now }, deedToDo);
    if (!acted.ok || dryRun) return acted;
    const line = lineOf(call, { key, act: deedToDo, before: seen.state, acted: acted.value });
    const saved = await saveAct(seen, acted.value, [putAudit(line)]);
    const after = { ...acted.value.after, revision: seen.revision + 1 };
    return saved ? ok({ ...acted.value, after }) : undefined;
  }, performance.now() + PATIENCE);
  if (!done) return fail('conflict', 'Others keep changing this person; try again.', { retryable: true });
  if (!done.ok) return done;
  const { after, gate } = done.value;
  if (!dryRun) log.info('follow-up acted on', { ...key, act: deedToDo.kind, by: call.by });
  return ok({ ...shownInFull(after), ...(gate && { gate: said(gate) }) });
}

/** What the gate says, without whom it would go to. */
const said = (gate: NonNullable<Acted['gate']>): object =>
  gate.kind === 'postpone'
    ? { kind: gate.kind, until: gate.until.toString(), reason: gate.reason }
    : { kind: gate.kind };

function lineOf(
  call: Call,
  { key, act: done, before, acted }: { key: FollowUpKey; act: Act; before: string; acted: Acted },
): AuditRecord {
  const difference = [{ at: 'state', before, after: acted.after.state }];
  const changes = [{ kind: 'follow-up' as const, id: followUpId(key), difference }];
  return record(call.brand, deedOf(call, done.why), { act: done.kind, changes });
}

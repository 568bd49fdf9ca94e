import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { FollowUp, FollowUpKey } from '../../shared/contract/follow-up.ts';
import type { AuditRecord } from '../../shared/contract/life.ts';
import { instant } from '../../shared/contract/primitives.ts';
import { type Failure, type Result, fail, ok } from '../../shared/contract/result.ts';
import { type Act, type Acted, act } from '../../shared/domain/ledger/acts.ts';
import { followUpId } from '../../shared/domain/people/identity.ts';
import { putAudit } from '../../shared/store/audit.ts';
import { saveAct } from '../../shared/store/claims.ts';
import { loadFollowing } from '../../shared/store/planning.ts';
import { record } from '../../shared/work/life/flip.ts';
import { anew } from '../middleware/anew.ts';
import { log } from '../middleware/logger.ts';
import { deedOf, whyOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import { keyOf, noneHere } from './follow-ups.ts';
import { operation } from './operation.ts';
import type { Call, Resource } from './resource.ts';
import { shownInFull, wholeFollowUp } from './shown-follow-up.ts';

const deed = z.strictObject({ why: whyOf, dryRun: z.boolean().optional() });
const resolution = deed.extend({ as: z.enum(['sent', 'failed']) });

/** `gate` is what it would say at this moment, where something is to be sent. */
const actedOn = wholeFollowUp.extend({
  gate: z
    .object({ kind: z.enum(['send', 'postpone']), until: instant.optional(), reason: z.string().optional() })
    .optional(),
});

const simple = (
  kind: 'cancel' | 'release' | 'resend',
  of: { role: 'editor' | 'approver'; summary: string; example: string },
): Resource => ({
  path: `follow-ups/{followUp}/${kind}`,
  operations: {
    POST: operation({
      role: of.role,
      summary: of.summary,
      body: deed,
      answer: actedOn,
      refusals: ['not-found', 'conflict'],
      example: { body: { why: of.example } },
      run: (call) => run(call, { kind, why: call.body.why }, call.body.dryRun),
    }),
  },
});

const resolve: Resource = {
  path: 'follow-ups/{followUp}/resolve',
  operations: {
    POST: operation({
      role: 'approver',
      summary: 'Closes a follow-up of which nobody knows whether it was sent, as sent or as failed.',
      body: resolution,
      answer: actedOn,
      refusals: ['not-found', 'conflict'],
      example: { body: { as: 'sent', why: 'She has thanked us for it' } },
      run: (call) => run(call, { kind: 'resolve', why: call.body.why, as: call.body.as }, call.body.dryRun),
    }),
  },
};

/**
 * `POST …/follow-ups/{followUp}/cancel|release|resend|resolve`. Holding a message back harms nobody, so an editor may
 * cancel; what makes a mail go out, or says of one that it has, is for an approver.
 */
export const FOLLOW_UP_ACTS: readonly Resource[] = [
  simple('cancel', {
    role: 'editor',
    summary: 'Ends a follow-up that waits.',
    example: 'They have complained by phone',
  }),
  simple('release', {
    role: 'approver',
    summary: 'Lets a follow-up that waits go now; the gate still decides.',
    example: 'The parcel came early',
  }),
  simple('resend', {
    role: 'approver',
    summary:
      'Makes the next attempt of a follow-up that failed, or of which nobody knows whether it was sent.',
    example: 'The connection to SES was cut; nothing arrived',
  }),
  resolve,
];

/** Milliseconds in which it is tried again when dispatch, send or a webhook moved the follow-up or the person. */
const PATIENCE = 5000;

async function run(call: Call, wanted: Act, dryRun: boolean | undefined): Promise<Outcome> {
  const key = keyOf(call);
  const brand = await findBrand(call);
  if (!brand.ok) return brand;
  if (!key) return noneHere();
  const now = Temporal.Now.instant();
  const done = await anew(async () => {
    const { followUps, contact, subject, suppression } = await loadFollowing(key);
    const [seen] = followUps;
    if (!seen) return noneHere();
    const acted = act({ followUp: seen, contact, subject, suppression, brand: brand.value, now }, wanted);
    if (!acted.ok || dryRun) return acted;
    const line = lineOf(call, { key, act: wanted, seen, after: acted.value.after });
    const saved = await saveAct(seen, acted.value, [putAudit(line)]);
    const after = { ...acted.value.after, revision: seen.revision + 1 };
    return saved ? ok({ ...acted.value, after }) : undefined;
  }, performance.now() + PATIENCE);
  if (!done) return fail('conflict', 'Others keep changing this person; try again.', { retryable: true });
  if (!done.ok) return done;
  const { after, gate } = done.value;
  if (!dryRun) log.info('follow-up acted on', { ...key, act: wanted.kind, by: call.by });
  return ok({ ...shownInFull(after), ...(gate && { gate: said(gate) }) });
}

type Outcome = Result<z.output<typeof actedOn>, Failure<'not-found' | 'conflict'>>;

/** What the gate says, without whom it would go to. One that would end it has been refused. */
const said = (gate: NonNullable<Acted['gate']>): z.output<typeof actedOn>['gate'] =>
  gate.kind === 'postpone'
    ? { kind: 'postpone', until: gate.until.toString(), reason: gate.reason }
    : { kind: 'send' };

function lineOf(
  call: Call,
  { key, act: done, seen, after }: { key: FollowUpKey; act: Act; seen: FollowUp; after: FollowUp },
): AuditRecord {
  const difference = (['state', 'dueAt'] as const)
    .filter((at) => seen[at] !== after[at])
    .map((at) => ({ at, before: seen[at], after: after[at] }));
  const about = `${key.rule} for ${key.subject}`;
  const changes = [{ kind: 'follow-up' as const, id: followUpId(key), about, difference }];
  return record(call.brand, deedOf(call, done.why), { act: done.kind, changes });
}

import * as z from 'zod';
import { type Kind, change } from '../../shared/contract/life.ts';
import { retire } from '../../shared/work/life/retire.ts';
import { rollback } from '../../shared/work/life/rollback.ts';
import { log } from '../middleware/logger.ts';
import { deedOf, whyOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import { operation } from './operation.ts';
import type { Call, Operation, Resource } from './resource.ts';

/** `…/retire` and `…/rollback` of one rule or template. */
export const actsOf = (kind: Kind, path: string): Resource[] => [
  { path: `${path}/retire`, operations: { POST: takeBack(kind) } },
  { path: `${path}/rollback`, operations: { POST: goBack(kind) } },
];

export const retirement = z.strictObject({ why: whyOf, dryRun: z.boolean().optional() });
export const way = retirement.extend({ version: z.number().int().positive() });

/** Follow-ups that wait by what changes, by the version that they were planned with and keep. */
export const waiting = z.object({
  counts: z.array(z.object({ rule: z.string(), version: z.number().int(), count: z.number().int() })),
  /** `false` when there are more than were looked at. */
  isWhole: z.boolean(),
});

/** `version` is that of the live set: the present one on a dry run, else the one that came of it. */
export const acted = z.object({ version: z.number().int(), changes: z.array(change), waiting });

/** `notices` are worth knowing, and in nobody's way: languages that the older version has not, for instance. */
export const wentBack = acted.extend({ notices: z.array(z.string()) });

const takeBack = (kind: Kind): Operation =>
  operation({
    role: 'approver',
    summary: `Retires a published ${kind}: no new follow-up is planned with it, and what waits is still sent.`,
    body: retirement,
    answer: acted,
    refusals: ['not-found', 'conflict'],
    example: { body: { why: 'The spring campaign is over' } },
    run: async (call) => {
      const found = await findBrand(call);
      if (!found.ok) return found;
      const { why, dryRun } = call.body;
      const place = placeOf(call, kind);
      const done = await retire({ ...place, deed: deedOf(call, why), dryRun });
      if (done.ok && !dryRun) log.info('retired', { ...place, by: call.by });
      return done;
    },
  });

const goBack = (kind: Kind): Operation =>
  operation({
    role: 'approver',
    summary: `Makes an older version of a ${kind} live again.`,
    body: way,
    answer: wentBack,
    refusals: ['not-found', 'conflict'],
    example: { body: { version: 1, why: 'The new one was too eager' } },
    run: async (call) => {
      const found = await findBrand(call);
      if (!found.ok) return found;
      const { why, version, dryRun } = call.body;
      const place = placeOf(call, kind);
      const done = await rollback({ ...place, version, deed: deedOf(call, why), dryRun });
      if (done.ok && !dryRun) log.info('rolled back', { ...place, version, by: call.by });
      return done;
    },
  });

/** The rule or template that the address names. */
export const placeOf = ({ brand, parameters }: Call, kind: Kind) => ({
  brand,
  kind,
  id: parameters[kind] ?? '',
});

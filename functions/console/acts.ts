import * as z from 'zod';
import type { Kind } from '../../shared/contract/life.ts';
import { type Result, fail } from '../../shared/contract/result.ts';
import { retire } from '../../shared/work/life/retire.ts';
import { rollback } from '../../shared/work/life/rollback.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { log } from '../middleware/logger.ts';
import { deedOf, whyOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import type { Call, Resource } from './resource.ts';

/** `…/retire` and `…/rollback` of one rule or template. */
export const actsOf = (kind: Kind, path: string): Resource[] => [
  {
    path: `${path}/retire`,
    operations: { POST: { role: 'approver', run: (call) => takeBack(call, kind) } },
  },
  {
    path: `${path}/rollback`,
    operations: { POST: { role: 'approver', run: (call) => goBack(call, kind) } },
  },
];

const retirement = z.strictObject({ why: whyOf, dryRun: z.boolean().optional() });

async function takeBack(call: Call, kind: Kind): Promise<Result<object, HttpFailure>> {
  const wish = retirement.safeParse(call.body);
  if (!wish.success) return fail('invalid', z.prettifyError(wish.error));
  const found = await findBrand(call);
  if (!found.ok) return found;
  const { brand, parameters, by } = call;
  const { why, dryRun } = wish.data;
  const id = parameters[kind] ?? '';
  const done = await retire({ brand, kind, id, deed: deedOf(call, why), dryRun });
  if (done.ok && !dryRun) log.info('retired', { brand, kind, id, by });
  return done;
}

const way = retirement.extend({ version: z.number().int().positive() });

async function goBack(call: Call, kind: Kind): Promise<Result<object, HttpFailure>> {
  const wish = way.safeParse(call.body);
  if (!wish.success) return fail('invalid', z.prettifyError(wish.error));
  const found = await findBrand(call);
  if (!found.ok) return found;
  const { brand, parameters, by } = call;
  const { why, version, dryRun } = wish.data;
  const id = parameters[kind] ?? '';
  const done = await rollback({ brand, kind, id, version, deed: deedOf(call, why), dryRun });
  if (done.ok && !dryRun) log.info('rolled back', { brand, kind, id, version, by });
  return done;
}

import * as z from 'zod';
import { id } from '../../shared/contract/primitives.ts';
import { type Result, fail } from '../../shared/contract/result.ts';
import { publishDrafts } from '../../shared/work/life/publish-drafts.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { log } from '../middleware/logger.ts';
import { deedOf, whyOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import type { Call, Resource } from './resource.ts';

const ids = z.array(id).max(200);
const wished = z.strictObject({
  /** Which drafts; all where neither is named. */
  rules: ids.optional(),
  templates: ids.optional(),
  why: whyOf,
  dryRun: z.boolean().optional(),
  /** The live set that was looked at, as a dry run tells it. */
  basedOn: z.number().int().min(0).optional(),
});

/** `POST …/publish`: makes drafts live together; a dry run tells what would change, and what waits. */
export const publishing: Resource = {
  path: 'publish',
  operations: { POST: { role: 'approver', run: publish } },
};

async function publish(call: Call): Promise<Result<object, HttpFailure>> {
  const wish = wished.safeParse(call.body);
  if (!wish.success) return fail('invalid', z.prettifyError(wish.error));
  const found = await findBrand(call);
  if (!found.ok) return found;
  const { why, ...rest } = wish.data;
  const needsApproval = found.value.approval ?? false;
  const { brand, by } = call;
  const published = await publishDrafts({ ...rest, brand, needsApproval, deed: deedOf(call, why) });
  if (published.ok && !rest.dryRun) log.info('published', { brand, version: published.value.version, by });
  return published;
}

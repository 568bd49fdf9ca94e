import * as z from 'zod';
import { id } from '../../shared/contract/primitives.ts';
import { fail } from '../../shared/contract/result.ts';
import { publishDrafts } from '../../shared/work/life/publish-drafts.ts';
import { log } from '../middleware/logger.ts';
import { acted } from './acts.ts';
import { deedOf, whyOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

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

/** `problems` is what a dry run found to be in the way; `notices` are worth knowing, and in nobody's way. */
const published = acted.extend({ problems: z.array(z.string()), notices: z.array(z.string()) });

/** `POST …/publish`: makes drafts live together; a dry run tells what would change, and what waits. */
export const publishing: Resource = {
  path: 'publish',
  operations: {
    POST: operation({
      role: 'editor',
      summary:
        'Makes drafts live, all together or none, which takes an approver; a dry run tells what would change, what is wrong, and what waits.',
      body: wished,
      answer: published,
      refusals: ['not-found', 'conflict'],
      example: { body: { why: 'Thanks for second orders, as agreed in the weekly meeting', dryRun: true } },
      run: async (call) => {
        const found = await findBrand(call);
        if (!found.ok) return found;
        const { why, ...rest } = call.body;
        // Who edits looks at what is in the way of it; who approves does it.
        if (!rest.dryRun && !call.may('approver'))
          return fail(
            'forbidden',
            'Publishing takes the role approver; "dryRun": true tells what it would do.',
          );
        const needsApproval = found.value.approval ?? false;
        const { brand, by } = call;
        const done = await publishDrafts({ ...rest, brand, needsApproval, deed: deedOf(call, why) });
        if (done.ok && !rest.dryRun) log.info('published', { brand, version: done.value.version, by });
        return done;
      },
    }),
  },
};

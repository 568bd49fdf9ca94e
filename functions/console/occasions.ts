import * as z from 'zod';
import type { Brand } from '../../shared/contract/brand.ts';
import { type Occasion, occasion as occasionSchema } from '../../shared/contract/date.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { nextDays, sayOccasionDay } from '../../shared/domain/time/occasion-days.ts';
import { readBrand } from '../../shared/store/brands.ts';
import { type OccasionChange, removeOccasion, setOccasion, today } from '../../shared/work/occasions.ts';
import { log } from '../middleware/logger.ts';
import { deedOf, whyOf } from './deed.ts';
import { operation } from './operation.ts';
import type { Call, Resource } from './resource.ts';

const day = z.string().trim().min(1).max(60);

const shownOccasion = occasionSchema.extend({
  /** In words that can be given again: `November 1`, `fourth Thursday of November`. */
  on: z.string(),
  /** The next three days; fewer of what comes once. */
  next: z.array(z.iso.date()),
});
const occasionList = z.object({ items: z.array(shownOccasion), revision: z.number().int() });
const changed = z.object({
  before: shownOccasion.optional(),
  after: shownOccasion.optional(),
  revision: z.number().int(),
  /** Worth knowing, and in nobody's way. */
  notices: z.array(z.string()),
});

const wish = z
  .strictObject({
    on: day.optional(),
    name: z.string().trim().min(1).max(100).optional(),
    dryRun: z.boolean().optional(),
    why: whyOf,
  })
  .refine(({ on, name }) => on !== undefined || name !== undefined, { error: 'name "on", "name" or both' });

/** `GET …/settings/occasions`: the days on which rules on `occasion` fire. */
export const occasions: Resource = {
  path: 'settings/occasions',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Lists the fixed days of the brand, each with its next three dates.',
      answer: occasionList,
      refusals: ['not-found'],
      run: async ({ brand }) => {
        const found = await readBrand(brand);
        if (!found) return fail('not-found', 'There is no such brand.');
        const items = (found.occasions ?? []).map((one) => shown(one, found));
        return ok({ items, revision: found.revision ?? 0 });
      },
    }),
  },
};

/** `…/settings/occasions/{occasion}`: one of them, set or taken away. */
export const occasion: Resource = {
  path: 'settings/occasions/{occasion}',
  operations: {
    PUT: operation({
      role: 'admin',
      summary:
        'Sets a fixed day of the brand, on which rules on occasion fire: November 1, 2027-05-04, fourth Thursday of November.',
      body: wish,
      answer: changed,
      revision: 'or-any',
      refusals: ['not-found', 'conflict'],
      example: {
        parameters: { occasion: 'thanksgiving' },
        body: { on: 'fourth Thursday of November', name: 'Thanksgiving', why: 'We thank on that day, too' },
      },
      run: async (call) => {
        const { why, ...of } = call.body;
        return tell(call, of.dryRun, await setOccasion({ ...of, ...placeOf(call), deed: deedOf(call, why) }));
      },
    }),
    DELETE: operation({
      role: 'admin',
      summary: 'Takes a fixed day of the brand away; what waits already still goes.',
      body: z.strictObject({ dryRun: z.boolean().optional(), why: whyOf }),
      answer: changed,
      revision: 'or-any',
      refusals: ['not-found', 'conflict'],
      example: {
        parameters: { occasion: 'extra-mile-day' },
        body: { dryRun: true, why: 'We have a day of our own' },
      },
      run: async (call) => {
        const { why, dryRun } = call.body;
        return tell(
          call,
          dryRun,
          await removeOccasion({ dryRun, ...placeOf(call), deed: deedOf(call, why) }),
        );
      },
    }),
  },
};

const placeOf = ({ brand, parameters, revision }: Call) => ({
  brand,
  kind: parameters['occasion'] ?? '',
  revision,
});

const shown = (one: Occasion, brand: Brand): z.output<typeof shownOccasion> => ({
  ...one,
  on: sayOccasionDay(one.on),
  next: nextDays(one, today(brand)).map(String),
});

async function tell(
  { brand, by, parameters }: Call,
  dryRun: boolean | undefined,
  done: Awaited<ReturnType<typeof setOccasion>>,
) {
  if (!done.ok) return done;
  const found = await readBrand(brand);
  if (!found) return fail('not-found', 'There is no such brand.');
  if (!dryRun) log.info('occasion changed', { brand, by, occasion: parameters['occasion'] });
  const { before, after, ...rest }: OccasionChange = done.value;
  return ok({
    ...rest,
    ...(before && { before: shown(before, found) }),
    ...(after && { after: shown(after, found) }),
  });
}

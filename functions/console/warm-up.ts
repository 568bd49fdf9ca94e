import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { type Brand, warmUp } from '../../shared/contract/brand.ts';
import { instant } from '../../shared/contract/primitives.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { NONE, USUAL_CEILINGS, lastDayOf, warmDayOf } from '../../shared/domain/reputation/warm-up.ts';
import { readBrand } from '../../shared/store/brands.ts';
import { loadWarm } from '../../shared/store/warm-up.ts';
import { changeSettings } from '../../shared/work/life/settings.ts';
import { deedOf, whyOf } from './deed.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

const figure = z.number().int();
const answer = z.object({
  plan: warmUp.extend({ lastDay: z.iso.date() }).optional(),
  /** While it lasts: of which day of the plan how many mails may go, and how many went. */
  today: z
    .object({
      day: figure,
      ceiling: figure,
      mails: figure,
      mostMarketing: figure,
      marketing: figure,
      until: instant,
    })
    .optional(),
  timezone: z.string(),
  revision: figure,
});

const wished = z
  .strictObject({
    from: warmUp.shape.from.nullable().optional(),
    ceilings: warmUp.shape.ceilings.nullable().optional(),
    dryRun: z.boolean().optional(),
    why: whyOf,
  })
  .refine(({ from, ceilings }) => from !== undefined || ceilings !== undefined, {
    error: 'name "from" or "ceilings"',
  });

/** `…/settings/warm-up`: how many mails a day a new sender may send until receivers know it. */
export const warmUpSettings: Resource = {
  path: 'settings/warm-up',
  operations: {
    GET: operation({
      role: 'viewer',
      summary:
        'Shows the warm-up of the sender: its plan, which day of it is today, and what of that is used.',
      answer,
      refusals: ['not-found'],
      run: async ({ brand }) => {
        const found = await readBrand(brand);
        return found ? ok(await shown(found)) : fail('not-found', 'There is no such brand.');
      },
    }),
    PATCH: operation({
      role: 'admin',
      summary:
        'Warms the sender up from a day on, with the usual ceiling of each day or those that are named; null as "from" ends it, null as "ceilings" is as usual, what is not named stays.',
      body: wished,
      answer,
      revision: 'or-any',
      refusals: ['not-found', 'conflict'],
      example: { body: { from: '2026-12-01', dryRun: true, why: 'Our domain is new' } },
      run: async (call) => {
        const { why, dryRun, ...wish } = call.body;
        const before = await readBrand(call.brand);
        if (!before) return fail('not-found', 'There is no such brand.');
        const plan = planOf(before.warmUp, wish);
        if (plan === undefined)
          return fail('invalid', 'Say from which day on, too: "from", for instance 2026-12-01.');
        const { brand, revision = before.revision ?? 0 } = call;
        const settings = { warmUp: plan ?? undefined };
        const changed = await changeSettings({ brand, revision, settings, deed: deedOf(call, why), dryRun });
        return changed.ok ? ok(await shown(changed.value)) : changed;
      },
    }),
  },
};

/** `null` for none; `undefined` when nobody said when it begins. */
function planOf(
  before: Brand['warmUp'],
  { from = before?.from, ceilings = before?.ceilings }: Pick<z.output<typeof wished>, 'from' | 'ceilings'>,
): z.output<typeof warmUp> | null | undefined {
  if (from === null || from === undefined) return from;
  return { from, ceilings: ceilings ?? [...USUAL_CEILINGS] };
}

async function shown(brand: Brand): Promise<z.output<typeof answer>> {
  const { id, warmUp: plan, timezone, revision = 0 } = brand;
  const warm = warmDayOf(brand, Temporal.Now.instant());
  if (!warm) return { plan: plan && { ...plan, lastDay: lastDayOf(plan) }, timezone, revision };
  const { day, ceiling, mostMarketing, until } = warm;
  const { mails, marketing } = (await loadWarm([{ brand: id, warm }])).get(id) ?? NONE;
  return {
    plan: plan && { ...plan, lastDay: lastDayOf(plan) },
    today: { day, ceiling, mails, mostMarketing, marketing, until: until.toString() },
    timezone,
    revision,
  };
}

import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { type Brand, halted, reputation } from '../../shared/contract/brand.ts';
import { instant } from '../../shared/contract/primitives.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { WINDOWS, limitsOf, outcomesOf } from '../../shared/domain/reputation/breaker.ts';
import { readBrand } from '../../shared/store/brands.ts';
import { loadOutcomes } from '../../shared/store/reputation.ts';
import { changeSettings } from '../../shared/work/life/settings.ts';
import { deedOf, whyOf } from './deed.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

const figure = z.number().int();
const answer = z.object({
  /** The brand's own limits, and the usual ones where it has none. */
  limits: z.object({ complaints: z.number(), bounces: z.number(), atLeast: figure, softBounces: figure }),
  /** What became of the mails, since a person last let the brand go on. */
  outcomes: z.array(z.object({ within: z.string(), delivered: figure, bounced: figure, complained: figure })),
  paused: z.boolean(),
  halted: halted.optional(),
  judgedSince: instant.optional(),
  revision: figure,
});

const { complaints, bounces, atLeast, softBounces } = reputation.shape;
const wished = z
  .strictObject({
    complaints: complaints.nullable(),
    bounces: bounces.nullable(),
    atLeast: atLeast.nullable(),
    softBounces: softBounces.nullable(),
    dryRun: z.boolean().optional(),
    why: whyOf,
  })
  .refine(({ dryRun: _dry, why: _why, ...named }) => Object.values(named).some((one) => one !== undefined), {
    error: 'name "complaints", "bounces", "atLeast" or "softBounces"',
  });

/** `…/settings/reputation`: what became of the mails, and from which complaints and bounces on the brand's sending stops. */
export const reputationSettings: Resource = {
  path: 'settings/reputation',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Shows how many mails arrived, came back for good and were reported, and where sending stops.',
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
        'Sets from which share of complaints and bounces on sending stops, and after how many soft bounces in a row an address; null is as usual, what is not named stays.',
      body: wished,
      answer,
      revision: 'or-any',
      refusals: ['not-found', 'conflict'],
      example: { body: { bounces: 0.03, dryRun: true, why: 'Our list is clean' } },
      run: async (call) => {
        const { why, dryRun, ...named } = call.body;
        const before = await readBrand(call.brand);
        if (!before) return fail('not-found', 'There is no such brand.');
        const given = Object.entries(named).filter(([, value]) => value !== undefined);
        const own = Object.entries({ ...before.reputation, ...Object.fromEntries(given) });
        const kept = reputation.parse(Object.fromEntries(own.filter(([, value]) => value !== null)));
        const { brand, revision = before.revision ?? 0 } = call;
        const settings = { reputation: Object.keys(kept).length > 0 ? kept : undefined };
        const changed = await changeSettings({ brand, revision, settings, deed: deedOf(call, why), dryRun });
        return changed.ok ? ok(await shown(changed.value)) : changed;
      },
    }),
  },
};

async function shown(brand: Brand): Promise<z.output<typeof answer>> {
  const now = Temporal.Now.instant();
  const hours = await loadOutcomes(brand.id, now);
  return {
    limits: limitsOf(brand.reputation),
    outcomes: WINDOWS.map(({ hours: length, name }) => ({
      within: name,
      ...outcomesOf(hours, { now, since: brand.judgedSince, length }),
    })),
    paused: brand.paused,
    halted: brand.halted,
    judgedSince: brand.judgedSince,
    revision: brand.revision ?? 0,
  };
}

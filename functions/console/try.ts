import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Brand } from '../../shared/contract/brand.ts';
import { type Event, event } from '../../shared/contract/event.ts';
import { ruleDraft } from '../../shared/contract/draft.ts';
import { id } from '../../shared/contract/primitives.ts';
import { type Failure, type Result, fail, ok } from '../../shared/contract/result.ts';
import { type RuleSet, compileRules } from '../../shared/domain/rules/rule-set.ts';
import { translateOwn } from '../../shared/sources/standard-webhooks.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import { loadLive } from '../../shared/store/rules.ts';
import { withVersions } from '../../shared/work/rehearse/drafts.ts';
import { tryEvent } from '../../shared/work/rehearse/try-event.ts';
import { shown, shownFollowUp } from './shown-follow-up.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

const wish = z.strictObject({
  /** In the form of our own webhooks; without a `timestamp` it happens now. */
  event: z.looseObject({ type: z.string().max(200), timestamp: z.string().max(40).optional() }),
  /** Whose webhook it is taken for; rules may ask for that. */
  source: id.default('standard-webhooks'),
  /** Instead of the live ones. */
  rules: z.array(ruleDraft).max(1000).optional(),
});

const tried = z.object({
  /** Whether the person is known already. */
  known: z.boolean(),
  event: event.pick({ id: true, kind: true, subject: true }),
  /** What is new, as it ends: sent with this mail, or why not. */
  followUps: z.array(
    shownFollowUp.extend({
      mail: z
        .object({
          to: z.string(),
          language: z.string(),
          subject: z.string(),
          text: z.string(),
          html: z.string(),
        })
        .optional(),
      fault: z.string().optional(),
    }),
  ),
  /** What waited before and would be cancelled or moved. */
  changed: z.array(shownFollowUp),
  /** Of each rule for this kind of event, why it applies or not. */
  trace: z.array(z.string()),
});

/** `POST …/try`: what would come of an event, for whom and when, with the mail and every reason. Nothing is written. */
export const tryOut: Resource = {
  path: 'try',
  operations: {
    POST: operation({
      role: 'viewer',
      summary: 'Tells what would come of an event, with the mail and every reason; nothing is written.',
      body: wish,
      answer: tried,
      refusals: ['not-found'],
      example: {
        body: {
          event: {
            type: 'purchase',
            data: {
              contact: { email: 'ana@example.com', firstName: 'Ana' },
              order: { id: 'A-1001', total: { amount: '64.50', currency: 'EUR' } },
            },
          },
        },
      },
      run: async ({ brand: brandId, body }) => {
        const brand = await loadBrand(brandId);
        if (!brand) return fail('not-found', 'There is no such brand.');
        const told = eventOf(body, brand);
        if (!told.ok) return told;
        const rules = await rulesToTry(brandId, body.rules);
        if (!rules.ok) return rules;
        const found = await tryEvent({ event: told.value, brand, rules: rules.value });
        const { id: name, kind, subject } = told.value;
        return ok({
          ...found,
          event: { id: name, kind, subject },
          followUps: found.followUps.map(({ followUp, ...more }) => ({ ...shown(followUp), ...more })),
          changed: found.changed.map(shown),
        });
      },
    }),
  },
};

function eventOf(
  { event: given, source }: z.infer<typeof wish>,
  brand: Brand,
): Result<Event, Failure<'invalid'>> {
  const now = Temporal.Now.instant();
  const told = { timestamp: now.toString(), data: {}, ...given };
  const context = { brand: brand.id, source, receivedAt: now, settings: {} };
  const translated = translateOwn(told, context);
  if (!translated.ok) return fail('invalid', translated.failure.message);
  const [first] = translated.value;
  if (first && 'event' in first) return ok(first.event);
  return fail('invalid', first && 'ignored' in first ? first.ignored : 'It tells of no event.');
}

/** The live rules, or those that were given, checked. */
export async function rulesToTry(
  brand: string,
  drafts: z.infer<typeof ruleDraft>[] | undefined,
): Promise<Result<RuleSet, Failure<'invalid'>>> {
  const live = await loadLive(brand);
  if (!drafts) return ok(compileRules(live.rules));
  const rules = withVersions(drafts, live);
  return rules.ok ? ok(compileRules(rules.value)) : fail('invalid', rules.failure.message);
}

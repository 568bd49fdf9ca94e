import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Brand } from '../../shared/contract/brand.ts';
import type { Event } from '../../shared/contract/event.ts';
import { ruleDraft } from '../../shared/contract/draft.ts';
import { id } from '../../shared/contract/primitives.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { type RuleSet, compileRules } from '../../shared/domain/rules/rule-set.ts';
import { translateOwn } from '../../shared/sources/standard-webhooks.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import { loadLive } from '../../shared/store/rules.ts';
import { withVersions } from '../../shared/work/rehearse/drafts.ts';
import { tryEvent } from '../../shared/work/rehearse/try-event.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { shown } from './follow-ups.ts';
import type { Call, Resource } from './resource.ts';

const wish = z.strictObject({
  /** In the form of our own webhooks; without a `timestamp` it happens now. */
  event: z.looseObject({ type: z.string().max(200), timestamp: z.string().max(40).optional() }),
  /** Whose webhook it is taken for; rules may ask for that. */
  source: id.default('standard-webhooks'),
  /** Instead of the live ones. */
  rules: z.array(ruleDraft).max(1000).optional(),
});

/** `POST …/try`: what would come of an event, for whom and when, with the mail and every reason. Nothing is written. */
export const tryOut: Resource = {
  path: 'try',
  operations: { POST: { role: 'viewer', run } },
};

async function run({ brand: brandId, body }: Call): Promise<Result<object, HttpFailure>> {
  const asked = wish.safeParse(body);
  if (!asked.success) return fail('invalid', z.prettifyError(asked.error));
  const brand = await loadBrand(brandId);
  if (!brand) return fail('not-found', 'There is no such brand.');
  const event = eventOf(asked.data, brand);
  if (!event.ok) return event;
  const rules = await rulesToTry(brandId, asked.data.rules);
  if (!rules.ok) return rules;
  const { followUps, changed, ...rest } = await tryEvent({ event: event.value, brand, rules: rules.value });
  return ok({
    ...rest,
    event: { id: event.value.id, kind: event.value.kind, subject: event.value.subject },
    followUps: followUps.map(({ followUp, ...more }) => ({ ...shown(followUp), ...more })),
    changed: changed.map(shown),
  });
}

function eventOf({ event, source }: z.infer<typeof wish>, brand: Brand): Result<Event, HttpFailure> {
  const now = Temporal.Now.instant();
  const told = { timestamp: now.toString(), data: {}, ...event };
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
): Promise<Result<RuleSet, HttpFailure>> {
  const live = await loadLive(brand);
  if (!drafts) return ok(compileRules(live.rules));
  const rules = withVersions(drafts, live);
  return rules.ok ? ok(compileRules(rules.value)) : fail('invalid', rules.failure.message);
}

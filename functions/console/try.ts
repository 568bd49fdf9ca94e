import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { loadKey } from '../../shared/clients/secrets.ts';
import type { Brand } from '../../shared/contract/brand.ts';
import { type Event, event as eventSchema } from '../../shared/contract/event.ts';
import { ENV } from '../../shared/contract/names.ts';
import { id } from '../../shared/contract/primitives.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { contactId, normaliseEmail } from '../../shared/domain/people/identity.ts';
import { translateOwn } from '../../shared/sources/standard-webhooks.ts';
import { loadEvent } from '../../shared/store/events.ts';
import { type Trial, loadTrial, trialWish } from '../../shared/work/rehearse/trial.ts';
import { type Tried, tryAgain, tryEvent } from '../../shared/work/rehearse/try-event.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { findBrand } from './find-brand.ts';
import { shown } from './follow-ups.ts';
import type { Call, Resource } from './resource.ts';

/** Rules and templates of a whole folder come along; Lambda takes 6 MB. */
export const MOST_FILES = 4 * 1024 * 1024;

/** In the form of our own webhooks; without a `timestamp` it happens now. */
export const typedEvent = z.looseObject({
  type: z.string().max(200),
  timestamp: z.string().max(40).optional(),
});

const wish = z
  .strictObject({
    event: typedEvent.optional(),
    /** Instead of that: one that was counted, for the person as they were then. */
    past: z.strictObject({ event: eventSchema.shape.id, email: z.string().max(320) }).optional(),
    /** Whose webhook the event is taken for; rules may ask for that. */
    source: id.default('standard-webhooks'),
    ...trialWish,
  })
  .refine(({ event, past }) => (event === undefined) !== (past === undefined), {
    error: 'name "event", or "past" for one that was counted',
  });

/** `POST …/try`: what would come of an event, for whom and when, with the mail and every reason. Nothing is written. */
export const tryOut: Resource = {
  path: 'try',
  operations: { POST: { role: 'viewer', most: MOST_FILES, run } },
};

async function run(call: Call): Promise<Result<object, HttpFailure>> {
  const asked = wish.safeParse(call.body);
  if (!asked.success) return fail('invalid', z.prettifyError(asked.error));
  const brand = await findBrand(call);
  if (!brand.ok) return brand;
  const trial = await loadTrial(call.brand, asked.data);
  if (!trial.ok) return trial;
  const tried = await rehearse(asked.data, { brand: brand.value, trial: trial.value });
  if (!tried.ok) return tried;
  const { event, followUps, changed, ...rest } = tried.value;
  return ok({
    ...rest,
    event: { id: event.id, kind: event.kind, subject: event.subject },
    followUps: followUps.map(({ followUp, ...more }) => ({ ...shown(followUp), ...more })),
    changed: changed.map(shown),
  });
}

async function rehearse(
  { event: typed, past, source }: z.infer<typeof wish>,
  of: { brand: Brand; trial: Trial },
): Promise<Result<Tried & { event: Event }, HttpFailure>> {
  if (past) {
    const found = await findPast(of.brand.id, past);
    if (!found) return fail('not-found', 'No such event of this person is recorded; "why" lists what is.');
    return ok({ ...(await tryAgain(found, of)), event: found.event });
  }
  const event = eventOf(typed, { brand: of.brand.id, source });
  return event.ok ? ok({ ...(await tryEvent(event.value, of)), event: event.value }) : event;
}

async function findPast(brand: string, past: { event: string; email: string }) {
  const email = normaliseEmail(past.email);
  if (email === undefined) return undefined;
  const contact = contactId(await loadKey(ENV.contactKey), brand, { email });
  const found = await loadEvent(brand, contact, past.event);
  return found && { ...found, contact };
}

/** The event that was typed in, read as if it had come in a webhook of this source. */
export function eventOf(
  typed: z.infer<typeof typedEvent> | undefined,
  of: { brand: string; source: string },
): Result<Event, HttpFailure> {
  const now = Temporal.Now.instant();
  const told = { timestamp: now.toString(), data: {}, ...typed };
  const translated = translateOwn(told, { ...of, receivedAt: now, settings: {} });
  if (!translated.ok) return fail('invalid', translated.failure.message);
  const [first] = translated.value;
  if (first && 'event' in first) return ok(first.event);
  return fail('invalid', first && 'ignored' in first ? first.ignored : 'It tells of no event.');
}

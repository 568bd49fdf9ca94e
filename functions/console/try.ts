import * as z from 'zod';
import { MOST_FILE_BYTES } from '../../shared/contract/files.ts';
import { loadKey } from '../../shared/clients/secrets.ts';
import type { Brand } from '../../shared/contract/brand.ts';
import { type Event, event as eventSchema } from '../../shared/contract/event.ts';
import { ENV } from '../../shared/contract/names.ts';
import { id } from '../../shared/contract/primitives.ts';
import { type Failure, type Result, fail, ok } from '../../shared/contract/result.ts';
import { contactId } from '../../shared/domain/people/identity.ts';
import { loadEvent } from '../../shared/store/events.ts';
import { type Trial, loadTrial, trialWish } from '../../shared/work/rehearse/trial.ts';
import { type Tried, tryAgain, tryEvent } from '../../shared/work/rehearse/try-event.ts';
import { findBrand } from './find-brand.ts';
import { mailAddress } from './mail-address.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';
import { shown, shownFollowUp } from './shown-follow-up.ts';
import { eventInTime } from './event-in-time.ts';
import { SAMPLE, typedEvent, unreadIn } from './typed-event.ts';

const wish = z
  .strictObject({
    event: typedEvent.optional(),
    /** Instead of that: one that was counted, for the person as they were then. */
    past: z.strictObject({ event: eventSchema.shape.id, email: mailAddress }).optional(),
    /** Whose webhook the event is taken for; rules may ask for that. */
    source: id.default('standard-webhooks'),
    ...trialWish,
  })
  .refine(({ event, past }) => (event === undefined) !== (past === undefined), {
    error: 'name "event", or "past" for one that was counted',
  });

const tried = z.object({
  /** Whether the person is known already. */
  known: z.boolean(),
  event: eventSchema.pick({ id: true, kind: true, subject: true }),
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
  /** What would keep the drafts or files from being published. */
  problems: z.array(z.string()),
  /** The pauses that would hold it, and what stands in the event and is not read, with the name that was probably meant. */
  hints: z.array(z.string()),
});

/** `POST …/try`: what would come of an event, for whom and when, with the mail and every reason. Nothing is written. */
export const tryOut: Resource = {
  path: 'try',
  operations: {
    POST: operation({
      role: 'viewer',
      summary: 'Tells what would come of an event, with the mail and every reason; nothing is written.',
      body: wish,
      most: MOST_FILE_BYTES,
      answer: tried,
      refusals: ['not-found'],
      example: { body: { event: SAMPLE } },
      run: async (call) => {
        const brand = await findBrand(call);
        if (!brand.ok) return brand;
        const trial = await loadTrial(call.brand, call.body);
        if (!trial.ok) return trial;
        const unpaused = { ...brand.value, paused: false, pausedRules: [] };
        const found = await rehearse(call.body, { brand: unpaused, trial: trial.value });
        if (!found.ok) return found;
        const { event, followUps, changed, ...rest } = found.value;
        const rules = followUps.map(({ followUp }) => followUp.rule);
        return ok({
          ...rest,
          hints: [...holdsOf(brand.value, rules), ...unreadIn(call.body.event)],
          event: { id: event.id, kind: event.kind, subject: event.subject },
          followUps: followUps.map(({ followUp, ...more }) => ({ ...shown(followUp), ...more })),
          changed: changed.map(shown),
          problems: trial.value.problems,
        });
      },
    }),
  },
};

/** What holds these follow-ups: a rehearsal tells what comes of them without it. */
function holdsOf({ paused, pausedRules }: Brand, rules: readonly string[]): string[] {
  const untold = 'this tells what would come of it without the pause.';
  if (paused && rules.length > 0)
    return [`The brand is paused, and nothing is sent until it is resumed; ${untold}`];
  const held = [...new Set(rules)].filter((rule) => pausedRules.includes(rule));
  return held.map((rule) => `The rule "${rule}" is paused, and holds it until it is resumed; ${untold}`);
}

async function rehearse(
  { event: typed, past, source }: z.output<typeof wish>,
  of: { brand: Brand; trial: Trial },
): Promise<Result<Tried & { event: Event }, Failure<'not-found' | 'invalid'>>> {
  if (past) {
    const found = await findPast(of.brand.id, past);
    if (!found) return fail('not-found', 'No such event of this person is recorded; "why" lists what is.');
    return ok({ ...(await tryAgain(found, of)), event: found.event });
  }
  const event = await eventInTime(typed, { brand: of.brand, source });
  if (event.ok) return ok({ ...(await tryEvent(event.value, of)), event: event.value });
  // What is missing was mostly written under another name.
  return fail('invalid', [event.failure.message, ...unreadIn(typed)].join('\n'));
}

async function findPast(brand: string, { event, email }: { event: string; email: string }) {
  const contact = contactId(await loadKey(ENV.contactKey), brand, { email });
  const found = await loadEvent(brand, contact, event);
  return found && { ...found, contact };
}

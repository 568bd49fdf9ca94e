import * as z from 'zod';
import { id } from '../../shared/contract/primitives.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { normaliseEmail } from '../../shared/domain/people/identity.ts';
import { loadTrial, trialWish } from '../../shared/work/rehearse/trial.ts';
import { sendTest } from '../../shared/work/test-mail/send-test.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { log } from '../middleware/logger.ts';
import { findBrand } from './find-brand.ts';
import type { Call, Resource } from './resource.ts';
import { MOST_FILES, eventOf, typedEvent } from './try.ts';

const wish = z
  .strictObject({
    /** Of which the mail is sent. */
    rule: id.optional(),
    template: id.optional(),
    ...trialWish,
    /** One mail for each; that which fits the person or the brand unless told. */
    languages: z.array(z.string().min(2).max(35)).min(1).max(20).optional(),
    /** What the mail is about; unless told, one of everything. */
    event: typedEvent.optional(),
    /** A confirmed test address of the brand. */
    to: z.string().max(320),
    dryRun: z.boolean().optional(),
  })
  .refine(({ rule, template }) => (rule === undefined) !== (template === undefined), {
    error: 'name "rule" or "template"',
  });

/**
 * `POST …/test-sends`: the mail of a rule or a template, live or a draft, to a confirmed test address; marked as a test,
 * and past the ledger: nothing is counted, and what SES reports of it changes nothing. At most 50 a day.
 */
export const testSends: Resource = {
  path: 'test-sends',
  operations: { POST: { role: 'editor', most: MOST_FILES, run } },
};

async function run(call: Call): Promise<Result<object, HttpFailure>> {
  const asked = wish.safeParse(call.body);
  if (!asked.success) return fail('invalid', z.prettifyError(asked.error));
  const found = await findBrand(call);
  if (!found.ok) return found;
  const to = normaliseEmail(asked.data.to);
  if (to === undefined) return fail('invalid', 'This is not a mail address.');
  const trial = await loadTrial(call.brand, asked.data);
  if (!trial.ok) return trial;
  const { rule, template, languages, dryRun, event: typed } = asked.data;
  const event = typed ? eventOf(typed, { brand: call.brand, source: 'standard-webhooks' }) : ok(undefined);
  if (!event.ok) return event;
  const of = { brand: found.value, trial: trial.value, rule, template, languages, to, dryRun };
  const sent = await sendTest({ ...of, event: event.value });
  if (sent.ok && !dryRun)
    log.info('tests sent', { ...placeOf(call), rule, template, mails: sent.value.mails.length });
  return sent;
}

const placeOf = ({ brand, by }: Call) => ({ brand, by });

import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { MOST_FILE_BYTES } from '../../shared/contract/files.ts';
import { id } from '../../shared/contract/primitives.ts';
import { ok } from '../../shared/contract/result.ts';
import { loadTrial, trialWish } from '../../shared/work/rehearse/trial.ts';
import { sendTest } from '../../shared/work/test-mail/send-test.ts';
import { log } from '../middleware/logger.ts';
import { deedOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import { mailAddress } from './mail-address.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';
import { eventOf, typedEvent } from './typed-event.ts';

const wish = z
  .strictObject({
    /** Of which the mail is sent. */
    rule: id.optional(),
    template: id.optional(),
    ...trialWish,
    /** One mail for each; that which fits the person or the brand unless told. */
    languages: z.array(z.string().min(2).max(35)).min(1).max(20).optional(),
    /** What the mail is about; unless told, something of the kind that its rule is on. */
    event: typedEvent.optional(),
    /** A confirmed test address of the brand. */
    to: mailAddress,
    dryRun: z.boolean().optional(),
  })
  .refine(({ rule, template }) => (rule === undefined) !== (template === undefined), {
    error: 'name "rule" or "template"',
  });

const answer = z.object({
  mails: z.array(
    z.object({
      language: z.string(),
      subject: z.string(),
      /** Of SES; none on a dry run. */
      messageId: z.string().optional(),
    }),
  ),
});

/**
 * `POST …/test-sends`: the mail of a rule or a template, live or a draft, to a confirmed test address; marked as a test,
 * and past the ledger: nothing is counted, and what SES reports of it changes nothing. At most 50 a day.
 */
export const testSends: Resource = {
  path: 'test-sends',
  operations: {
    POST: operation({
      role: 'editor',
      summary: 'Sends the mail of a rule or a template, live or a draft, to a confirmed test address.',
      body: wish,
      most: MOST_FILE_BYTES,
      answer,
      refusals: ['not-found', 'too-many', 'platform-fault'],
      example: { body: { rule: 'check-in', drafts: true, to: 'test@demo.example' } },
      run: async (call) => {
        const found = await findBrand(call);
        if (!found.ok) return found;
        const { brand, by } = call;
        const trial = await loadTrial(brand, call.body);
        if (!trial.ok) return trial;
        const { rule, template, languages, to, dryRun, event: typed } = call.body;
        const context = { brand, source: 'standard-webhooks', receivedAt: Temporal.Now.instant() };
        const event = typed ? eventOf(typed, context) : ok(undefined);
        if (!event.ok) return event;
        const deed = deedOf(call, '');
        const of = { brand: found.value, trial: trial.value, rule, template, languages, to, dryRun, deed };
        const sent = await sendTest({ ...of, event: event.value });
        if (sent.ok && !dryRun)
          log.info('tests sent', { brand, by, rule, template, mails: sent.value.mails.length });
        return sent;
      },
    }),
  },
};

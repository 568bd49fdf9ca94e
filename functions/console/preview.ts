import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { MOST_FILE_BYTES } from '../../shared/contract/files.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { readBrand } from '../../shared/store/brands.ts';
import { preview } from '../../shared/work/rehearse/preview.ts';
import { loadTrial, trialWish } from '../../shared/work/rehearse/trial.ts';
import { mailAddress } from './mail-address.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';
import { eventOf, typedEvent } from './typed-event.ts';

const wish = z.strictObject({
  ...trialWish,
  /** Somebody who is known; unless told, whom the event tells of, or somebody made up. */
  email: mailAddress.optional(),
  /** What the mail is about; unless told, something of the kind that its rule is on. */
  event: typedEvent.optional(),
  /** One that it is written in; unless told, that which fits the reader. */
  language: z.string().min(2).max(35).optional(),
});

const previewed = z.object({
  language: z.string(),
  /** Why it is not the language that was to be expected; absent when it is. */
  fallback: z.string().optional(),
  /** In which it is written. */
  languages: z.array(z.string()),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  /** With its Liquid, where nobody wrote the text and it is written from the HTML: a start for whoever wants to. */
  writtenText: z.string().optional(),
});

/** `POST …/templates/{template}/preview`: a mail as somebody would get it, live or a draft. Nothing is sent or written. */
export const templatePreview: Resource = {
  path: 'templates/{template}/preview',
  operations: {
    POST: operation({
      role: 'viewer',
      summary: 'Shows the mail of a template, live or a draft, as somebody would get it; nothing is sent.',
      body: wish,
      most: MOST_FILE_BYTES,
      answer: previewed,
      refusals: ['not-found'],
      example: { parameters: { template: 'check-in' }, body: { drafts: true, language: 'de' } },
      run: async ({ brand: id, parameters: { template }, body }) => {
        // Its look may have been changed a moment ago, to be looked at now.
        const brand = await readBrand(id);
        if (!brand) return fail('not-found', 'There is no such brand.');
        const trial = await loadTrial(id, body);
        if (!trial.ok) return trial;
        const { event: typed, email, language } = body;
        const context = { brand: id, source: 'standard-webhooks', receivedAt: Temporal.Now.instant() };
        const event = typed ? eventOf(typed, context) : ok(undefined);
        if (!event.ok) return event;
        return preview({ brand, trial: trial.value, template, email, language, event: event.value });
      },
    }),
  },
};

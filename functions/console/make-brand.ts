import * as z from 'zod';
import { ONE_LINE, isOneLine } from '../../shared/contract/wording.ts';
import { ok } from '../../shared/contract/result.ts';
import { makeNewBrand } from '../../shared/work/life/make-brand.ts';
import { log } from '../middleware/logger.ts';
import { brandSettings, shown } from './change-settings.ts';
import { deedOf, whyOf } from './deed.ts';
import { mailAddress } from './mail-address.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

const line = (most: number) => z.string().trim().min(1).max(most).refine(isOneLine, ONE_LINE);

const wish = z.strictObject({
  name: line(100),
  /** Of the domain that SES may send for; so is `replyTo`. */
  sender: z.strictObject({ name: line(100), address: mailAddress }),
  replyTo: mailAddress.optional(),
  postalAddress: line(300),
  locale: z.string().trim().min(2).max(35),
  timezone: z.string().trim().min(1).max(64),
  /** A test brand thanks for test orders, too. */
  test: z.boolean().optional(),
  dryRun: z.boolean().optional(),
  why: whyOf,
});

/** `POST …/brand`: makes the brand of the address. */
export const makeBrand: Resource = {
  path: 'brand',
  operations: {
    POST: operation({
      role: 'admin',
      status: 201,
      summary:
        'Makes a brand: who writes, where answers go, what stands at the foot of its mails, its language and zone.',
      body: wish,
      answer: brandSettings,
      refusals: ['conflict'],
      example: {
        body: {
          name: 'Kettle & Co',
          sender: { name: 'Kettle & Co', address: 'hello@demo.example' },
          postalAddress: 'Kettle & Co, Ahornallee 12, 14050 Berlin',
          locale: 'en',
          timezone: 'Europe/Berlin',
          why: 'The first brand of this stage',
        },
      },
      run: async (call) => {
        const { why, dryRun, test = false, ...given } = call.body;
        const brand = { id: call.brand, ...given, test, paused: false, pausedRules: [] };
        const made = await makeNewBrand({ brand, dryRun, deed: deedOf(call, why) });
        if (!made.ok) return made;
        if (!dryRun) log.info('brand made', { brand: call.brand, by: call.by });
        return ok(shown(made.value));
      },
    }),
  },
};

import * as z from 'zod';
import { spread } from '../../shared/contract/brand.ts';
import { MOST_SENDS } from '../../shared/contract/contact.ts';
import { duration, id, timeOfDay } from '../../shared/contract/primitives.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { readBrand } from '../../shared/store/brands.ts';
import { countDue } from '../../shared/store/waiting.ts';
import { brandSettings, change, shown } from './change-settings.ts';
import { whyOf } from './deed.ts';
import { mailAddress } from './mail-address.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

const pauses = z
  .strictObject({
    paused: z.boolean().optional(),
    pausedRules: z.array(id).max(1000).optional(),
    why: whyOf,
  })
  .refine(({ paused, pausedRules }) => paused !== undefined || pausedRules !== undefined, {
    error: 'name "paused", "pausedRules" or both',
  });

const demand = z.strictObject({ approval: z.boolean(), why: whyOf });

const mailbox = z.strictObject({ address: mailAddress.nullable(), why: whyOf });

const quietHours = z
  .strictObject({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from !== to, 'they end when they begin; use two times, or null for none');

const SOME = `use 1 to ${MOST_SENDS}; to send nothing at all, pause the brand`;
const cap = z.strictObject({
  max: z.number().int().min(1, SOME).max(MOST_SENDS, SOME),
  per: duration.refine((text) => /[1-9]/.test(text), 'use a length above zero, for instance P7D'),
});

/** What waits keeps its moment when the zone or the spreading becomes another; people may have been told of it. */
const timed = brandSettings.extend({
  waiting: z.object({ count: z.number().int(), isWhole: z.boolean() }).optional(),
});

const timing = z
  .strictObject({
    timezone: z.string().trim().min(1).max(64).optional(),
    quietHours: quietHours.nullable().optional(),
    cap: cap.nullable().optional(),
    weekdaysOnly: z.boolean().optional(),
    spread: spread.nullable().optional(),
    dryRun: z.boolean().optional(),
    why: whyOf,
  })
  .refine(({ dryRun: _dry, why: _why, ...named }) => Object.values(named).some((one) => one !== undefined), {
    error: 'name "timezone", "quietHours", "cap", "weekdaysOnly" or "spread"',
  });

/** `…/settings`: how a brand is set; PATCH pauses all of it or some rules, within 30 s and for what is under way, too. */
export const settings: Resource = {
  path: 'settings',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Shows how the brand is set.',
      answer: brandSettings,
      refusals: ['not-found'],
      run: async ({ brand }) => {
        const found = await readBrand(brand);
        return found ? ok(shown(found)) : fail('not-found', 'There is no such brand.');
      },
    }),
    PATCH: operation({
      role: 'editor',
      summary:
        'Pauses or resumes the brand or some rules, within 30 s and for what is under way, too; what waited goes within 5 minutes.',
      body: pauses,
      answer: brandSettings,
      revision: 'or-any',
      refusals: ['not-found', 'conflict'],
      example: { body: { paused: true, why: 'The shop sends every order twice' } },
      run: async (call) => {
        const { why, paused, pausedRules } = call.body;
        const settings = {
          ...(paused !== undefined && { paused }),
          ...(pausedRules && { pausedRules: [...new Set(pausedRules)] }),
        };
        return change(call, { why, settings });
      },
    }),
  },
};

/** `PUT …/settings/approval`: whether somebody else has to publish what one has written. */
export const approval: Resource = {
  path: 'settings/approval',
  operations: {
    PUT: operation({
      role: 'admin',
      summary: 'Sets whether somebody other than its editors has to publish a draft.',
      body: demand,
      answer: brandSettings,
      revision: 'or-any',
      refusals: ['not-found', 'conflict'],
      example: { body: { approval: true, why: 'Two people look at every mail from now on' } },
      run: (call) => change(call, { why: call.body.why, settings: { approval: call.body.approval } }),
    }),
  },
};

/** `PUT …/settings/unsubscribing`: the mailbox that mail programs may write to beside the page. */
export const unsubscribing: Resource = {
  path: 'settings/unsubscribing',
  operations: {
    PUT: operation({
      role: 'admin',
      summary: 'Sets the mailbox that mails name for unsubscribing beside the page; null takes it away.',
      body: mailbox,
      answer: brandSettings,
      revision: 'or-any',
      refusals: ['not-found', 'conflict'],
      example: { body: { address: 'stop@demo.example', why: 'Ina reads it every day' } },
      run: (call) => {
        const { why, address } = call.body;
        return change(call, { why, settings: { unsubscribeAddress: address ?? undefined } });
      },
    }),
  },
};

/** `PATCH …/settings/timing`: when the brand may write to people, and how often. */
export const timingSettings: Resource = {
  path: 'settings/timing',
  operations: {
    PATCH: operation({
      role: 'admin',
      summary:
        'Sets the time zone, quiet hours, cap, weekdays and spreading; null takes one away, what is not named stays.',
      body: timing,
      answer: timed,
      revision: 'or-any',
      refusals: ['not-found', 'conflict'],
      example: {
        body: {
          quietHours: { from: '21:00', to: '08:00' },
          cap: { max: 2, per: 'P7D' },
          weekdaysOnly: true,
          spread: 'PT2H',
          dryRun: true,
          why: 'Nobody is written to at night',
        },
      },
      run: async (call) => {
        const { why, dryRun, ...named } = call.body;
        const wished = Object.entries(named).filter(([, value]) => value !== undefined);
        const settings = Object.fromEntries(wished.map(([name, value]) => [name, value ?? undefined]));
        const changed = await change(call, { why, dryRun, settings });
        const isMoving = 'timezone' in settings || 'spread' in settings;
        return changed.ok && isMoving
          ? ok({ ...changed.value, waiting: await countDue(call.brand) })
          : changed;
      },
    }),
  },
};

import * as z from 'zod';
import { eventKind } from '../../shared/contract/event.ts';

const count = z.number().int();
/** By day; about right. */
const counted = z.array(z.object({ date: z.string(), reason: z.string(), count }));

export const sourceList = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      platform: z.string(),
      /** Of the last genuine webhook. */
      lastSeenAt: z.string().optional(),
      ignored: counted,
    }),
  ),
});

const settings = z.record(z.string(), z.string());

/** What the operator does at the platform once the source is there. */
const guide = {
  /** Where the platform posts to. Holds the secret where the address is its only place. */
  address: z.string(),
  steps: z.array(z.string()),
  /** The topics that become events; the rest need not be ticked. */
  topics: z.array(z.object({ topic: z.string(), becomes: z.array(eventKind), note: z.string().optional() })),
  /** Who makes the secret: the platform, where the words say, or we. */
  secret: z.union([z.object({ shown: z.string() }), z.object({ ours: z.literal(true) })]),
  /** What opens the platform's own API, where that is asked. */
  credential: z.string().optional(),
};

/** `made` is there only when we made the secret: this is the one time it is shown. `missing` tells a dry run what to set. */
export const connectedSource = z.object({
  id: z.string(),
  platform: z.string(),
  settings,
  ...guide,
  missing: z
    .array(
      z.object({
        name: z.string(),
        what: z.string(),
        required: z.literal(true).optional(),
        filled: z.literal('address').optional(),
        oneOf: z.array(z.string()).readonly().optional(),
      }),
    )
    .optional(),
  made: z.string().optional(),
});

export const shownSource = z.object({
  id: z.string(),
  platform: z.string(),
  name: z.string(),
  settings,
  ...guide,
  /** How many are believed. */
  secrets: count,
  hasCredential: z.boolean(),
  lastSeenAt: z.string().optional(),
  genuine: z.array(z.object({ date: z.string(), count })),
  refused: counted,
  silentSince: z.string().optional(),
  ignored: counted,
});

import * as z from 'zod';

/** What the API answers about sources, as far as the commands show it. */
const counted = z.array(z.object({ date: z.string(), reason: z.string(), count: z.number() }));

export const platformList = z.object({
  items: z.array(z.looseObject({ id: z.string(), name: z.string(), sources: z.array(z.string()) })),
});

export const sourceList = z.object({
  items: z.array(z.looseObject({ id: z.string(), lastSeenAt: z.string().optional() })),
});

const guide = z.looseObject({
  id: z.string(),
  platform: z.string(),
  address: z.string(),
  steps: z.array(z.string()),
  topics: z.array(z.object({ topic: z.string(), becomes: z.array(z.string()), note: z.string().optional() })),
  secret: z.union([z.object({ shown: z.string() }), z.object({ ours: z.literal(true) })]),
  credential: z.string().optional(),
});
export type Guide = z.infer<typeof guide>;
export const connected = guide.extend({
  made: z.string().optional(),
  missing: z.array(z.object({ name: z.string(), what: z.string() })).default([]),
});
export type Connected = z.infer<typeof connected>;

export const sourceState = guide.extend({
  name: z.string(),
  secrets: z.number(),
  hasCredential: z.boolean(),
  lastSeenAt: z.string().optional(),
  silentSince: z.string().optional(),
  genuine: z.array(z.object({ date: z.string(), count: z.number() })),
  ignored: counted,
  refused: counted,
});
export type SourceState = z.infer<typeof sourceState>;

export const rotated = z.object({ secrets: z.number(), made: z.string().optional() });

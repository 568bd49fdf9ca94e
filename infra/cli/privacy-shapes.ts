import * as z from 'zod';

/** What the API answers about requests for people's data, as far as the commands show it. */
const privacyItem = z.looseObject({
  id: z.string(),
  kind: z.string(),
  source: z.string(),
  requestedAt: z.string(),
  dueBy: z.string(),
  state: z.string(),
  doneAt: z.string().optional(),
  contacts: z.array(z.string()),
  erased: z.object({ people: z.number(), events: z.number(), followUps: z.number() }),
});
export type PrivacyItem = z.infer<typeof privacyItem>;
export const privacyList = z.object({ items: z.array(privacyItem) });

const objects = z.array(z.looseObject({}));
export const exportPage = z.looseObject({
  contact: z.string(),
  profile: z.looseObject({}).optional(),
  events: objects,
  followUps: objects,
  others: objects,
  cursor: z.string().optional(),
});
export type ExportPage = z.infer<typeof exportPage>;

export const held = z.object({
  contact: z.string(),
  known: z.boolean(),
  events: z.number(),
  followUps: z.number(),
});

export const accepted = z.object({ id: z.string(), kind: z.string(), status: z.string() });

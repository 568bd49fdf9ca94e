import * as z from 'zod';
import { id, instant } from './primitives.ts';

/** What the law lets people ask of a brand: a copy of what it holds of somebody, its erasure, or that of a whole shop. */
export const privacyKind = z.enum(['export-person', 'erase-person', 'erase-source']);

/** The law leaves a month. */
export const DAYS_TO_ACT = 30;

/** What the request names itself by: `prv-` and a digest of the fact, never of the delivery. */
export const privacyId = z.string().regex(/^prv-[0-9a-f]{24}$/);

/** `source` of what an operator was asked by mail. No source of a shop can be named so: it is no id. */
export const BY_OPERATOR = '_operator';

/** One request, as it waits in the queue of `jobs`. It names people, so it is kept nowhere else. */
export const privacyRequest = z.object({
  id: privacyId,
  kind: privacyKind,
  brand: id,
  source: id.or(z.literal(BY_OPERATOR)),
  email: z.string().max(320).optional(),
  /** The platform's own id of the customer. */
  externalId: z.string().max(128).optional(),
  /** The orders it is about, as the platform numbers them: they lead to people whom the address does not. */
  orders: z.array(z.string().max(200)).max(5000).optional(),
  /** What the platform calls the request. */
  reference: z.string().max(200).optional(),
  requestedAt: instant,
  dueBy: instant,
  test: z.boolean(),
});
export type PrivacyRequest = z.infer<typeof privacyRequest>;

/** Where the walk over a brand's people has come to. */
export const walkCursor = z.object({
  shard: z.number().int().nonnegative(),
  after: z.object({ contact: z.string(), createdAt: z.string() }).optional(),
});
export type WalkCursor = z.infer<typeof walkCursor>;

/** What the queue carries: a request, and where its last slice ended. */
export const privacyMessage = z.object({ request: privacyRequest, cursor: walkCursor.optional() });
export type PrivacyMessage = z.infer<typeof privacyMessage>;

/** What was erased. Counts are about right: a crash between erasing and counting loses some. */
export const erasedCounts = z.object({
  people: z.number().int(),
  events: z.number().int(),
  followUps: z.number().int(),
});
export type ErasedCounts = z.infer<typeof erasedCounts>;

/** What is kept of a request: what was asked and what was done, and of the people only their keyed hashes. */
export const privacyRecord = z.object({
  id: privacyId,
  kind: privacyKind,
  brand: id,
  source: z.string(),
  reference: z.string().optional(),
  requestedAt: instant,
  dueBy: instant,
  state: z.enum(['open', 'done']),
  doneAt: instant.optional(),
  contacts: z.array(z.string()),
  erased: erasedCounts,
});
export type PrivacyRecord = z.infer<typeof privacyRecord>;

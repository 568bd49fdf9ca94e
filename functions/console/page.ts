import * as z from 'zod';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import type { HttpFailure } from '../middleware/error-map.ts';

const asked = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().min(1).max(500).optional(),
});

export type Asked = { limit: number; cursor?: string };

/** Where a list goes on is told in base64url, and is no more than the last key that was shown. */
export function readPage(query: Record<string, string>): Result<Asked, HttpFailure> {
  const { data } = asked.safeParse(query);
  if (!data) return fail('invalid', 'limit is 1 to 500; cursor is that of the page before.');
  const { limit, cursor } = data;
  return ok({ limit, ...(cursor && { cursor: Buffer.from(cursor, 'base64url').toString('utf8') }) });
}

export const cursorOf = (key: string | undefined): { cursor?: string } =>
  key === undefined ? {} : { cursor: Buffer.from(key).toString('base64url') };

/** A part of a list that is in order of its ids. */
export function pageOf<T extends { id: string }>(
  items: readonly T[],
  query: Record<string, string>,
): Result<{ items: T[]; cursor?: string }, HttpFailure> {
  const page = readPage(query);
  if (!page.ok) return page;
  const { limit, cursor } = page.value;
  const rest = cursor === undefined ? items : items.filter(({ id }) => id > cursor);
  const shown = rest.slice(0, limit);
  return ok({ items: shown, ...cursorOf(rest.length > limit ? shown.at(-1)?.id : undefined) });
}

/** Where a list over several shards goes on; what was not made by us is `undefined`. */
export function unpackCursor<T>(cursor: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

export const packCursor = (cursor: object): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

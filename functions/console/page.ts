import * as z from 'zod';
import { id } from '../../shared/contract/primitives.ts';
import { type Failure, type Result, fail, ok } from '../../shared/contract/result.ts';

/** What a list is asked with that comes page by page. */
export const paging = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** Where a list goes on is told in base64url, and is no more than the last key that was shown. */
  cursor: z.string().min(1).max(500).transform(fromCursor).optional(),
});
export type Asked = z.output<typeof paging>;

/** A page of a list; `cursor` leads to the next and is not there on the last. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), cursor: z.string().optional() });

export function fromCursor(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString('utf8');
}

export const cursorOf = (key: string | undefined): { cursor?: string } =>
  key === undefined ? {} : { cursor: Buffer.from(key).toString('base64url') };

export const notOfThisList = (): Result<never, Failure<'invalid'>> =>
  fail('invalid', 'This cursor is not of this list.');

/** A part of a list that is in order of its ids. */
export function cut<T extends { id: string }>(
  items: readonly T[],
  { limit, cursor }: Asked,
): Result<{ items: T[]; cursor?: string }, Failure<'invalid'>> {
  if (cursor !== undefined && !id.safeParse(cursor).success) return notOfThisList();
  const rest = cursor === undefined ? items : items.filter((item) => item.id > cursor);
  const shown = rest.slice(0, limit);
  return ok({ items: shown, ...cursorOf(rest.length > limit ? shown.at(-1)?.id : undefined) });
}

/** The longest cursor of a list over several shards: it names a place in each. */
export const MOST_CURSOR = 3000;

/** Where a list over several shards goes on. */
export function unpackCursor<T>(
  cursor: string | undefined,
  schema: z.ZodType<T>,
): Result<T | undefined, Failure<'invalid'>> {
  if (cursor === undefined) return ok(undefined);
  try {
    const { data } = schema.safeParse(JSON.parse(fromCursor(cursor)));
    return data === undefined ? notOfThisList() : ok(data);
  } catch {
    return notOfThisList();
  }
}

export const packCursor = (cursor: object | undefined): { cursor?: string } =>
  cursorOf(cursor && JSON.stringify(cursor));

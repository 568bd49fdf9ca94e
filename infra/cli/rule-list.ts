import type * as z from 'zod';
import type { Client } from './client.ts';
import { type Line, lines } from './rule-shapes.ts';

type Page<T> = z.ZodType<{ items: T[]; cursor?: string | undefined }>;
type List<T> = { path: string; query?: Record<string, string>; page: Page<T> };

/** All pages of a list. */
export async function readPages<T>(client: Client, { path, query, page }: List<T>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const asked = new URLSearchParams({ limit: '2000', ...query, ...(cursor !== undefined && { cursor }) });
    const next = page.parse(await client.call('GET', `${path}?${asked.toString()}`));
    items.push(...next.items);
    cursor = next.cursor;
  } while (cursor !== undefined);
  return items;
}

export const readLines = (client: Client, path: string): Promise<Line[]> =>
  readPages(client, { path, page: lines });

import type { Client } from './client.ts';
import { type Line, lines } from './rule-shapes.ts';

/** All pages of a list. */
export async function readLines(client: Client, path: string): Promise<Line[]> {
  const items: Line[] = [];
  let cursor: string | undefined;
  do {
    const page = lines.parse(
      await client.call('GET', `${path}?limit=500${cursor ? `&cursor=${cursor}` : ''}`),
    );
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
}

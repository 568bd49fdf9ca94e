import type * as z from 'zod';
import type { Run } from './command.ts';
import { brandPath } from './deed.ts';
import { settings } from './rule-shapes.ts';

export type Settings = z.output<typeof settings>;

const pathOf = (brand: string): string => `${brandPath(brand)}/settings`;

export const readSettings = async ({ client, brand }: Run): Promise<Settings> =>
  settings.parse(await client.call('GET', pathOf(brand)));

type Edit = {
  method: 'PATCH' | 'PUT';
  part?: 'approval' | 'timing' | 'look' | 'refused' | 'sender' | 'tracking' | 'unsubscribing';
  body: object;
  seen: Settings;
};

/** Changes settings that were seen; who changed them meanwhile is not written over. */
export async function editSettings(
  { client, brand }: Run,
  { method, part, body, seen }: Edit,
): Promise<Settings> {
  const path = part === undefined ? pathOf(brand) : `${pathOf(brand)}/${part}`;
  return settings.parse(await client.edit({ method, path, body, revision: seen.revision }));
}

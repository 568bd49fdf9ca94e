import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { instant } from '../contract/primitives.ts';
import { documents, tableName } from './client.ts';
import { readItem, readMany } from './requests.ts';
import { keys, parseContactKey } from './table.ts';

/** How far the suppression list of the SES account has been looked at. */
const progress = z.object({
  /** Whatever came to the list before this is known. */
  through: instant.optional(),
  /** When it was last begun from the very first. */
  wholeAt: instant.optional(),
  /** The look that is under way, and where it goes on. */
  run: z.object({ from: instant.optional(), to: instant, cursor: z.string().optional() }).optional(),
});
export type Progress = z.infer<typeof progress>;

export async function loadProgress(): Promise<Progress> {
  const item = (await readItem(keys.accountSuppressions())) ?? {};
  return progress.parse(item);
}

export async function saveProgress(now: Progress): Promise<void> {
  await documents().send(
    new PutCommand({ TableName: tableName(), Item: { ...keys.accountSuppressions(), ...now } }),
  );
}

/** Which of these contacts of a brand there are. */
export async function knownContacts(brand: string, contacts: readonly string[]): Promise<Set<string>> {
  const items = await readMany(contacts.map((contact) => keys.contact(brand, contact)));
  return new Set(items.map(({ pk }) => parseContactKey({ pk: String(pk) })));
}

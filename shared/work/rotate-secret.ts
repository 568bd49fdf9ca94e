import * as z from 'zod';
import { readSourceSecrets, saveCredential, saveSourceSecrets } from '../clients/secrets.ts';
import type { Source } from '../contract/brand.ts';
import { type Result, fail, ok } from '../contract/result.ts';
import type { Platform } from '../sources/source.ts';
import type { ConnectFailure } from './connect-source.ts';
import { checkSecret, makeSecret } from './secret-forms.ts';

export const rotation = z.strictObject({
  secret: z.string().max(1000).optional(),
  credential: z.string().min(1).max(4000).optional(),
});
export type Rotation = z.infer<typeof rotation>;

/** `secret` only when we made it. `active` is how many are believed now. */
export type Rotated = { active: number; secret?: string };

/**
 * Begins a window in which the new secret and the old one are both believed, so that no webhook is lost while the
 * platform changes over. A source without any gets its first.
 */
export async function startRotation(
  { brand, id }: Source,
  platform: Platform,
  { secret: given, credential }: Rotation,
): Promise<Result<Rotated, ConnectFailure>> {
  const { secrets: active } = await readSourceSecrets(brand, id);
  if (active.length > 1)
    return fail('conflict', 'Two secrets are active already: end that rotation before the next.');
  const secret = given ?? makeSecret(platform);
  if (secret === undefined)
    return fail('invalid', `${platform.name} makes the secret itself: give the new one that it shows.`);
  const problem = checkSecret(platform, secret);
  if (problem) return fail('invalid', problem);
  if (active.includes(secret)) return fail('invalid', 'This is the secret that is active already.');
  const next = [secret, ...active];
  await saveSourceSecrets(brand, id, next);
  if (credential !== undefined) await saveCredential(brand, id, credential);
  return ok({ active: next.length, ...(given === undefined && { secret }) });
}

/** Ends the window: from now on only the new secret is believed, everywhere within a minute. */
export async function endRotation({ brand, id }: Source): Promise<Result<Rotated, ConnectFailure>> {
  const { secrets } = await readSourceSecrets(brand, id);
  const [newest, ...older] = secrets;
  if (newest === undefined || older.length === 0)
    return fail('conflict', 'There is no rotation to end: this source has not two secrets.');
  await saveSourceSecrets(brand, id, [newest]);
  return ok({ active: 1 });
}

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
 * platform changes over. A source without any gets its first. A credential given alone changes nothing else.
 */
export async function startRotation(
  source: Source,
  platform: Platform,
  wish: Rotation,
): Promise<Result<Rotated, ConnectFailure>> {
  const { brand, id } = source;
  const { secret: given, credential } = wish;
  const { secrets: active } = await readSourceSecrets(brand, id);
  const secret = given ?? (credential === undefined ? makeSecret(platform) : undefined);
  const problem = findProblem(platform, wish, { secret, active });
  if (problem) return problem;
  if (secret !== undefined) await saveSourceSecrets(brand, id, [secret, ...active]);
  if (credential !== undefined) await saveCredential(brand, id, credential);
  const made = given === undefined ? secret : undefined;
  return ok({
    active: active.length + (secret === undefined ? 0 : 1),
    ...(made !== undefined && { secret: made }),
  });
}

type Problem = { ok: false; failure: ConnectFailure };

function findProblem(
  platform: Platform,
  { credential }: Rotation,
  { secret, active }: { secret: string | undefined; active: string[] },
): Problem | undefined {
  const { name, setup } = platform;
  if (credential !== undefined && setup.credential === undefined)
    return fail('invalid', `${name} is never asked for more than its webhooks tell: it takes no credential.`);
  if (secret !== undefined) return findProblemOf(platform, secret, active);
  if (credential === undefined)
    return fail('invalid', `${name} makes the secret itself: give the new one that it shows.`);
  return active.length > 0 ? undefined : fail('invalid', 'This source has no secret yet: give that first.');
}

function findProblemOf(platform: Platform, secret: string, active: string[]): Problem | undefined {
  if (active.length > 1)
    return fail('conflict', 'Two secrets are active already: end that rotation before the next.');
  if (active.includes(secret)) return fail('invalid', 'This is the secret that is active already.');
  const weak = checkSecret(platform, secret);
  return weak === undefined ? undefined : fail('invalid', weak);
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

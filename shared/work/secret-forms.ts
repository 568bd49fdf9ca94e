import { randomBytes, randomInt } from 'node:crypto';
import type { Platform } from '../sources/source.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A secret that the operator types in at the platform; nothing where the platform makes it. */
export function makeSecret({ setup }: Platform): string | undefined {
  if ('shown' in setup.secret) return undefined;
  if (setup.secret.ours === 'standard-webhooks') return `whsec_${randomBytes(32).toString('base64')}`;
  // 48 of 62 signs: more than 256 bits.
  return Array.from({ length: 48 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** Why a secret will not do; it is never quoted. */
export function checkSecret({ name, setup }: Platform, secret: string): string | undefined {
  if (!/^[\x21-\x7e]{8,500}$/.test(secret))
    return 'A secret has 8 to 500 signs, no spaces and nothing outside of ASCII. Was more than it copied?';
  if ('shown' in setup.secret) return undefined;
  if (setup.secret.ours === 'letters')
    return /^[A-Za-z0-9]{16,}$/.test(secret)
      ? undefined
      : `For ${name}, use at least 16 letters and digits and nothing else: other signs may be changed on the way.`;
  return isStandardKey(secret)
    ? undefined
    : `${name} wants whsec_ and the base64 of 24 to 64 random bytes, or a public key whpk_….`;
}

function isStandardKey(secret: string): boolean {
  const [, kind = '', text = ''] = /^(whsec|whpk)_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const { length } = Buffer.from(text, 'base64');
  return kind === 'whpk' ? length === 32 : length >= 24 && length <= 64;
}

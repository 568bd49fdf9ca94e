import { createPrivateKey, sign } from 'node:crypto';
import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Grant } from '../source.ts';

const TOKENS = 'https://oauth2.googleapis.com/token';
const SCOPES = [
  'https://www.googleapis.com/auth/forms.responses.readonly',
  'https://www.googleapis.com/auth/forms.body.readonly',
].join(' ');
const LASTS = 3600;

/** The key file of a service account. The address in it (`token_uri`) is not believed: only the fixed one is called. */
const keyFile = z.object({ client_email: z.string().max(320), private_key: z.string().max(8000) });

/**
 * A service account signs for itself and is given a token for an hour. A credential that is no key file is taken for
 * such a token: it works until it ends.
 */
export function grantOf(credential: string, now: Temporal.Instant): Grant | undefined {
  const file = keyFile.safeParse(parse(credential));
  if (!file.success) return undefined;
  const iat = Math.floor(now.epochMilliseconds / 1000);
  const claims = { iss: file.data.client_email, scope: SCOPES, aud: TOKENS, iat, exp: iat + LASTS };
  const text = [{ alg: 'RS256', typ: 'JWT' }, claims].map(encode).join('.');
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `${text}.${signed(text, file.data.private_key)}`,
  };
  return { url: TOKENS, headers: {}, body: new URLSearchParams(form).toString() };
}

/** Of a key that is none, nothing: Google then refuses it, and whoever stored it hears of that. */
function signed(text: string, key: string): string {
  try {
    return sign('sha256', Buffer.from(text), createPrivateKey(key)).toString('base64url');
  } catch {
    return '';
  }
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

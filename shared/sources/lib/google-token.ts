import { createPublicKey, verify as verifyBytes, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { CertificateContext, Delivery, SignatureFailure, VerifyContext } from '../source.ts';
import { parseJson } from './json.ts';
import { judge, missingSignature } from './signature.ts';

/* The token with which Pub/Sub proves a push: a JWT (RS256) of Google for our audience. The body is not signed by it.
 * `jose` would check it too, but only asynchronously and with keys that it fetches itself. */

const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];
const CERTIFICATES = 'https://www.googleapis.com/oauth2/v1/certs';
/** Seconds that two clocks may be apart. */
const TOLERANCE = 300;
const TOKEN = /^Bearer ([\w-]{1,1000}\.[\w-]{1,4000})\.([\w-]{1,1000})$/i;

const header = z.object({ alg: z.literal('RS256'), kid: z.string().regex(/^[\w-]{1,100}$/) });
const claims = z.object({
  iss: z.enum(ISSUERS),
  aud: z.string(),
  email: z.string(),
  email_verified: z.literal(true),
  iat: z.number(),
  exp: z.number(),
});
const certificates = z.record(z.string(), z.string());

type Refused = { ok: false; failure: SignatureFailure };
type Token = { kid: string; signed: string; signature: Buffer; claims: z.infer<typeof claims> };

const refuse = (message: string): Refused => fail('bad-signature', message);

function readToken({ headers }: Delivery): Result<Token, SignatureFailure> {
  const given = headers['authorization'];
  if (!given) return missingSignature();
  const [, signed = '', last = ''] = TOKEN.exec(given) ?? [];
  const [first = '', second = ''] = signed.split('.').map((part) => Buffer.from(part, 'base64url'));
  const [head, body] = [header.safeParse(valueOf(first)), claims.safeParse(valueOf(second))];
  const signature = Buffer.from(last, 'base64url');
  // The decoder is lenient; a text that is not the plain encoding of its bytes has been changed.
  if (!head.success || !body.success || signature.toString('base64url') !== last)
    return refuse('The token is not one that Google makes for Pub/Sub.');
  return ok({ kid: head.data.kid, signed, signature, claims: body.data });
}

function valueOf(part: Buffer | string): unknown {
  const parsed = parseJson(Buffer.from(part));
  return parsed.ok ? parsed.value : undefined;
}

/** Everything but the signature; nothing is fetched for a token that is not meant for us. */
function readMeant(
  delivery: Delivery,
  { now, settings }: Pick<CertificateContext, 'now' | 'settings'>,
): Result<Token, SignatureFailure> {
  const { audience, serviceAccount } = settings;
  if (!audience || !serviceAccount)
    return refuse('This source has no settings audience and serviceAccount yet, so no token can be checked.');
  const token = readToken(delivery);
  if (!token.ok) return token;
  const { aud, email, iat, exp } = token.value.claims;
  if (aud !== audience || email !== serviceAccount)
    return refuse('The token is for another audience or from another account.');
  const seconds = now.epochMilliseconds / 1000;
  return iat - TOLERANCE <= seconds && seconds <= exp + TOLERANCE
    ? token
    : fail('stale-signature', 'The token is not valid now.');
}

/**
 * Where Google's certificates lie, once the token is found to be meant for us. The key's name stands behind `#`, which
 * is never sent: a new key is a new address to whoever remembers what lay there.
 */
export function googleCertificates(
  delivery: Delivery,
  context: CertificateContext,
): Result<string, SignatureFailure> {
  const token = readMeant(delivery, context);
  if (!token.ok) return token;
  const own = context.dev ? URL.parse(context.settings['certHost'] ?? '') : null;
  const isOwn = own && ['127.0.0.1', 'localhost'].includes(own.hostname);
  return ok(`${isOwn ? `${own.origin}/oauth2/v1/certs` : CERTIFICATES}#${token.value.kid}`);
}

export function verifyGoogle(
  delivery: Delivery,
  { now, settings, certificate = '' }: Pick<VerifyContext, 'now' | 'settings' | 'certificate'>,
): Result<void, SignatureFailure> {
  const token = readMeant(delivery, { now, settings });
  if (!token.ok) return token;
  const { kid, signed, signature } = token.value;
  const all = certificates.safeParse(valueOf(certificate)).data ?? {};
  const key = Object.hasOwn(all, kid) ? publicKeyOf(all[kid] ?? '') : undefined;
  return judge(key !== undefined && verifyBytes('RSA-SHA256', Buffer.from(signed), key, signature));
}

function publicKeyOf(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}

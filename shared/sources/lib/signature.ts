import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Temporal } from 'temporal-polyfill';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { Delivery, SignatureFailure, VerifyContext } from '../source.ts';

/** Every stamped scheme is accepted this far into the past and the future, both ends included; in seconds. */
const TOLERANCE = 300;
/** More signatures than this in one header are an attempt to keep us busy. */
const MOST_SIGNATURES = 32;

type Bytes = string | Uint8Array;

/** HMAC over the parts one after the other, so that a large body is never copied. */
export function hmac(algorithm: 'sha256' | 'sha1', key: Bytes, parts: readonly Bytes[]): Buffer {
  const mac = createHmac(algorithm, key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/**
 * Compares the texts of two signatures in constant time. The encoded text and not the bytes: lenient decoders take
 * several texts for the same bytes, and then a changed header would pass.
 */
function sameText(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Whether any of the given signatures is one of those expected. All are compared, so time tells nothing. */
export function anySame(expected: readonly string[], given: readonly string[]): boolean {
  let found = false;
  for (const signature of given.slice(0, MOST_SIGNATURES)) {
    for (const text of expected) found = sameText(text, signature) || found;
  }
  return found;
}

export const missingSignature = (): { ok: false; failure: SignatureFailure } =>
  fail('missing-signature', 'The webhook is not signed: a header of the signature is missing.');

export const judge = (genuine: boolean): Result<void, SignatureFailure> =>
  genuine
    ? ok(undefined)
    : fail('bad-signature', 'The signature does not belong to this body and the secret of this source.');

/** The query's parameter that stands in for a signature where a platform signs nothing. */
export const KEY = 'key';

/** Of platforms that sign nothing: the secret stands in the webhook's own address. */
export function verifyKey({ query }: Delivery, { secrets }: VerifyContext): Result<void, SignatureFailure> {
  const given = query[KEY];
  if (!given) return missingSignature();
  return judge(anySame(secrets.map(digest), [digest(given)]));
}

/** Hashes have one length, so that not even the secret's length can be measured. */
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** `stamp` is the text of a header, in whole seconds since 1970. */
export function checkStamp(stamp: string, now: Temporal.Instant): Result<void, SignatureFailure> {
  if (!/^\d{1,12}$/.test(stamp))
    return fail('bad-signature', 'The time of the signature is no whole number.');
  const distance = Math.abs(Math.floor(now.epochMilliseconds / 1000) - Number(stamp));
  return distance <= TOLERANCE
    ? ok(undefined)
    : fail('stale-signature', 'The signature was made more than 5 minutes ago, or in the future.');
}

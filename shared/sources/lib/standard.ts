import { createPublicKey, verify as verifyBytes, type KeyObject } from 'node:crypto';
import type { Result } from '../../contract/result.ts';
import type { Delivery, SignatureFailure, VerifyContext } from '../source.ts';
import { anySame, checkStamp, hmac, judge, missingSignature } from './signature.ts';

/** What stands before the 32 bytes of an ed25519 key in its usual (SPKI) encoding. */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
/** Asymmetric checks are slow, so a header may not ask for many. */
const MOST_ASYMMETRIC = 8;

type Signed = { id: string; stamp: string; signatures: string[]; prefix: string; raw: Buffer };

/**
 * Standard Webhooks 1.0: `v1` (HMAC, secret `whsec_…` or the bare base64) and `v1a` (ed25519, public key `whpk_…`), one
 * matching signature of a list is enough, unknown versions are passed over. Other platforms that sign alike use it too.
 */
export function verifyStandard(
  delivery: Delivery,
  { secrets, now }: Pick<VerifyContext, 'secrets' | 'now'>,
): Result<void, SignatureFailure> {
  const signed = readHeaders(delivery);
  if (!signed) return missingSignature();
  const publicKeys = secrets.filter((secret) => secret.startsWith('whpk_'));
  const shared = secrets.filter((secret) => !secret.startsWith('whpk_'));
  // A dot in the id would let its end pass for the time stamp.
  const genuine = !signed.id.includes('.') && (matchesHmac(signed, shared) || matchesKey(signed, publicKeys));
  const judged = judge(genuine);
  return judged.ok ? checkStamp(signed.stamp, now) : judged;
}

function readHeaders({ headers, raw }: Delivery): Signed | undefined {
  const family = ['webhook', 'svix'].find((name) => headers[`${name}-signature`]);
  const id = headers[`${family}-id`];
  const stamp = headers[`${family}-timestamp`];
  const list = headers[`${family}-signature`];
  if (!id || !stamp || !list) return undefined;
  return { id, stamp, signatures: list.split(' '), prefix: `${id}.${stamp}.`, raw };
}

const ofVersion = ({ signatures }: Signed, version: string): string[] =>
  signatures.flatMap((one) => (one.startsWith(`${version},`) ? [one.slice(version.length + 1)] : []));

function matchesHmac(signed: Signed, secrets: readonly string[]): boolean {
  const expected = secrets
    .map((secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    // Everybody knows the empty key.
    .filter((key) => key.length > 0)
    .map((key) => hmac('sha256', key, [signed.prefix, signed.raw]).toString('base64'));
  return anySame(expected, ofVersion(signed, 'v1'));
}

function matchesKey(signed: Signed, publicKeys: readonly string[]): boolean {
  if (publicKeys.length === 0) return false;
  const content = Buffer.concat([Buffer.from(signed.prefix), signed.raw]);
  const keys = publicKeys.flatMap((text) => readPublicKey(text) ?? []);
  return ofVersion(signed, 'v1a')
    .slice(0, MOST_ASYMMETRIC)
    .some((text) => {
      const signature = Buffer.from(text, 'base64');
      // The decoder is lenient; a text that is not the plain encoding of its bytes has been changed.
      if (signature.length !== 64 || signature.toString('base64') !== text) return false;
      return keys.some((key) => verifyBytes(null, content, key, signature));
    });
}

function readPublicKey(text: string): KeyObject | undefined {
  const bytes = Buffer.from(text.slice('whpk_'.length), 'base64');
  if (bytes.length !== 32) return undefined;
  return createPublicKey({ key: Buffer.concat([ED25519_PREFIX, bytes]), format: 'der', type: 'spki' });
}

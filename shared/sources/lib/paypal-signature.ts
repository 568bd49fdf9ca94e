import { X509Certificate, verify as verifyBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Temporal } from 'temporal-polyfill';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { CertificateContext, Delivery, SignatureFailure, VerifyContext } from '../source.ts';
import { checkStamp, judge, missingSignature } from './signature.ts';

/** A leaf and what issued it; more in one file is none of PayPal's. */
const MOST_CERTIFICATES = 5;
const MOST_WEBHOOK_IDS = 2;
const LEAST_BITS = 2048;
const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

type Checked = Result<void, SignatureFailure>;
type Signed = { id: string; time: string; signature: string; algorithm: string; url: string };

const refuse = (message: string): { ok: false; failure: SignatureFailure } => fail('bad-signature', message);

function readHeaders({ headers }: Delivery): Signed | undefined {
  const [id, time, signature, algorithm, url] = [
    headers['paypal-transmission-id'],
    headers['paypal-transmission-time'],
    headers['paypal-transmission-sig'],
    headers['paypal-auth-algo'],
    headers['paypal-cert-url'],
  ];
  return id && time && signature && algorithm && url ? { id, time, signature, algorithm, url } : undefined;
}

/**
 * Where the certificate lies that a delivery claims to be signed with. The address is the sender's choice, so nothing
 * but HTTPS to a host of paypal.com is ever called, and not for what is stale or signed in another way.
 */
export function certificateUrl(
  delivery: Delivery,
  context: CertificateContext,
): Result<string, SignatureFailure> {
  const signed = readHeaders(delivery);
  if (!signed) return missingSignature();
  if (signed.algorithm !== 'SHA256withRSA')
    return refuse('The signature is of a kind that PayPal does not use.');
  const url = URL.parse(signed.url);
  if (!url || !(isPayPal(url) || isOwn(url, context)))
    return refuse('The certificate does not lie at PayPal, so it is not looked at.');
  const fresh = checkTime(signed.time, context.now);
  return fresh.ok ? ok(url.href) : fresh;
}

const isPayPal = ({ protocol, hostname, port, username, password }: URL): boolean =>
  protocol === 'https:' &&
  // Only the plain form of a host: what follows the last dot of "paypal.com." would be another name.
  /^([a-z0-9-]+\.)+paypal\.com$/.test(hostname) &&
  port === '' &&
  username === '' &&
  password === '';

const LOOPBACK = ['127.0.0.1', 'localhost'];

/** A developer's own stage has its own certificate, at a port of the same machine, whichever of its names is used. */
function isOwn(url: URL, { dev, settings }: CertificateContext): boolean {
  const own = dev ? URL.parse(settings['certHost'] ?? '') : null;
  return (
    own !== null &&
    [own, url].every((one) => one.protocol === 'http:' && LOOPBACK.includes(one.hostname)) &&
    own.port === url.port
  );
}

function checkTime(time: string, now: Temporal.Instant): Checked {
  try {
    return checkStamp(String(Math.floor(Temporal.Instant.from(time).epochMilliseconds / 1000)), now);
  } catch {
    return refuse('The time of the signature is no time.');
  }
}

/**
 * RSA over the transmission, our webhook's id and the checksum of the body. `webhookId` in the settings may hold two ids
 * while one replaces the other. What is proven of the certificate: that PayPal's own host gave it out over HTTPS, that
 * it names PayPal, that it is valid now, and that each certificate in the file is issued by the next one. The chain is
 * not followed up to a root.
 */
export function verifyPayPal(
  delivery: Delivery,
  { certificate, now, settings }: Pick<VerifyContext, 'certificate' | 'now' | 'settings'>,
): Checked {
  const signed = readHeaders(delivery);
  if (!signed) return missingSignature();
  const ids = (settings['webhookId'] ?? '').split(/[\s,]+/).filter(Boolean);
  if (ids.length === 0) return refuse('The id that PayPal gave this webhook is not set: webhookId.');
  const signature = Buffer.from(signed.signature, 'base64');
  // The decoder is lenient; a text that is not the plain encoding of its bytes has been changed.
  if (signature.toString('base64') !== signed.signature) return judge(false);
  const leaf = readCertificate(certificate ?? '', { now, url: signed.url });
  if (!leaf) return refuse('The certificate is broken, not valid now, or not PayPal’s.');
  const key = leaf.publicKey;
  const checksum = crc32(delivery.raw);
  const genuine = ids
    .slice(0, MOST_WEBHOOK_IDS)
    .map((id) => Buffer.from(`${signed.id}|${signed.time}|${id}|${checksum}`))
    .some((message) => verifyBytes('RSA-SHA256', message, key, signature));
  const judged = judge(genuine);
  return judged.ok ? checkTime(signed.time, now) : judged;
}

function readCertificate(
  pem: string,
  { now, url }: { now: Temporal.Instant; url: string },
): X509Certificate | undefined {
  try {
    const chain = (pem.match(PEM) ?? []).slice(0, MOST_CERTIFICATES).map((one) => new X509Certificate(one));
    const [leaf] = chain;
    if (!leaf || !chain.every((one) => isValid(one, now)) || !isLinked(chain)) return undefined;
    return isStrong(leaf) && (namesPayPal(leaf) || !isPayPalAddress(url)) ? leaf : undefined;
  } catch {
    return undefined;
  }
}

/** An address of a developer's own passed `certificateUrl` before; its certificate names that machine. */
const isPayPalAddress = (text: string): boolean => {
  const url = URL.parse(text);
  return url === null || isPayPal(url);
};

const isValid = ({ validFrom, validTo }: X509Certificate, now: Temporal.Instant): boolean =>
  Date.parse(validFrom) <= now.epochMilliseconds && now.epochMilliseconds <= Date.parse(validTo);

const isLinked = (chain: X509Certificate[]): boolean =>
  chain.every((one, at) => {
    const issuer = chain[at + 1];
    return !issuer || (one.checkIssued(issuer) && one.verify(issuer.publicKey));
  });

const isStrong = ({ publicKey }: X509Certificate): boolean =>
  publicKey.asymmetricKeyType === 'rsa' && (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_BITS;

const namesPayPal = ({ subject, subjectAltName }: X509Certificate): boolean =>
  [...subject.split('\n'), ...(subjectAltName ?? '').split(', ')].some((name) =>
    /^(CN=|DNS:)([a-z0-9*-]+\.)+paypal\.com$/i.test(name),
  );

import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/* A certificate for this machine alone: what PayPal would sign with. Written out in DER, for Node makes none. */

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTF8 = 0x0c;
const UTC_TIME = 0x17;
const GENERAL_TIME = 0x18;
const RSA_SHA256 = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');

/** One element: its tag, its length, what is in it. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const nameOf = (text: string): Buffer =>
  der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8, Buffer.from(text)))));

/** Two digits stand for a year up to 2049, by the standard; from then on all four are written. */
function timeOf(instant: string): Buffer {
  const digits = `${instant.replace(/\D/g, '').slice(0, 14)}Z`;
  return instant < '2050'
    ? der(UTC_TIME, Buffer.from(digits.slice(2)))
    : der(GENERAL_TIME, Buffer.from(digits));
}

export type OwnCertificate = { certificate: string; privateKey: KeyObject };

/** A self-signed certificate as PEM text, and its RSA key: a new one, or that of the PEM text `key`. Times as `2026-01-01T00:00:00Z`. */
export function makeCertificate(
  commonName: string,
  options: { from?: string | undefined; to?: string | undefined; key?: string } = {},
): OwnCertificate {
  const { from = '2020-01-01T00:00:00Z', to = '2099-12-31T23:59:59Z', key = newKey() } = options;
  const privateKey = createPrivateKey(key);
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const serial = der(INTEGER, Buffer.from([1]));
  const name = nameOf(commonName);
  const validity = der(SEQUENCE, timeOf(from), timeOf(to));
  const body = der(SEQUENCE, serial, RSA_SHA256, name, validity, name, publicKey);
  const signature = sign('RSA-SHA256', body, privateKey);
  const whole = der(SEQUENCE, body, RSA_SHA256, der(BIT_STRING, Buffer.from([0]), signature));
  const lines = whole.toString('base64').replace(/.{64}/g, '$&\n');
  return { privateKey, certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n` };
}

/** PEM text of a new key. */
export const newKey = (): string =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;

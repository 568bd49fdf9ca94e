import { createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * PayPal signs webhooks with a certificate instead of a shared secret. On a laptop this one stands in for PayPal's:
 * made at the first start, served at `/local/paypal-cert.pem`, its key beside it for whoever wants to sign as PayPal.
 */
export function keepCertificate(certificatePath: string, keyPath: string): string {
  if (existsSync(certificatePath) && existsSync(keyPath)) return readFileSync(certificatePath, 'utf8');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const certificate = selfSigned(key);
  writeFileSync(keyPath, key, { mode: 0o600 });
  writeFileSync(certificatePath, certificate);
  return certificate;
}

const NAME = 'messageverificationcerts.local';
/** From before the local clock can be to where it is moved at the very most. */
const VALID = { from: '20200101000000Z', until: '20991231235959Z' };

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const NULL = 0x05;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const GENERALIZED_TIME = 0x18;

/** One value in DER: its tag, its length, what is in it. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const long = content.length > 127;
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.length);
  const digits = size.subarray(size.findIndex((byte) => byte !== 0));
  const length = long ? [0x80 | digits.length, ...digits] : [content.length];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const SHA256_WITH_RSA = der(SEQUENCE, der(OBJECT_ID, Buffer.from('2a864886f70d01010b', 'hex')), der(NULL));
const COMMON_NAME = der(OBJECT_ID, Buffer.from('550403', 'hex'));

const bits = (bytes: Uint8Array): Buffer => der(BIT_STRING, Buffer.from([0]), bytes);
const time = (text: string): Buffer => der(GENERALIZED_TIME, Buffer.from(text));
const nameOf = (text: string): Buffer =>
  der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from(text)))));

/** An X.509 certificate of the first version: a name, a span of time and a public key, signed with its own key. */
function selfSigned(key: string): string {
  const name = nameOf(NAME);
  const content = der(
    SEQUENCE,
    // A leading 1 keeps the number positive.
    der(INTEGER, Buffer.from([1]), randomBytes(8)),
    SHA256_WITH_RSA,
    name,
    der(SEQUENCE, time(VALID.from), time(VALID.until)),
    name,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  );
  const whole = der(SEQUENCE, content, SHA256_WITH_RSA, bits(sign('sha256', content, key)));
  const lines = whole.toString('base64').replace(/(.{64})(?=.)/g, '$1\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { makeCertificate, newKey } from './certificate.ts';

/**
 * PayPal signs webhooks with a certificate instead of a shared secret. On a laptop this one stands in for PayPal's:
 * made at the first start, served at `/local/paypal-cert.pem`, its key beside it for whoever wants to sign as PayPal.
 */
export function keepCertificate(certificatePath: string, keyPath: string): string {
  if (existsSync(certificatePath) && existsSync(keyPath)) return readFileSync(certificatePath, 'utf8');
  const key = newKey();
  const { certificate } = makeCertificate('messageverificationcerts.local', { key });
  writeFileSync(keyPath, key, { mode: 0o600 });
  writeFileSync(certificatePath, certificate);
  return certificate;
}

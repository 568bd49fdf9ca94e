import type { Temporal } from 'temporal-polyfill';
import type { Source } from '../../shared/contract/brand.ts';
import { requireEnv } from '../../shared/contract/env.ts';
import { ENV } from '../../shared/contract/names.ts';
import { fail, type Result } from '../../shared/contract/result.ts';
import { loadCertificate, type CertificateFailure } from '../../shared/clients/certificates.ts';
import { loadSourceSecrets } from '../../shared/clients/secrets.ts';
import type { Delivery, Platform, SignatureFailure } from '../../shared/sources/source.ts';

type At = { source: Source; platform: Platform; now: Temporal.Instant };
type Verdict = Result<void, SignatureFailure | CertificateFailure>;

/** Is the delivery what this source's platform sent? Only a certificate that cannot be had is worth another try. */
export const verifyDelivery = (delivery: Delivery, at: At): Promise<Verdict> =>
  at.platform.certificateUrl ? verifyByCertificate(delivery, at) : verifyBySecret(delivery, at);

/** When a signature fails, the secrets are read again: the shop may have changed its own a moment ago. */
async function verifyBySecret(delivery: Delivery, { source, platform, now }: At): Promise<Verdict> {
  const check = (secrets: string[]): Verdict =>
    secrets.length === 0
      ? fail('bad-signature', 'This source has no secret yet, so nothing can be checked.')
      : platform.verify(delivery, { secrets, now, settings: source.settings });
  const secrets = await loadSourceSecrets(source.brand, source.id);
  const verdict = check(secrets);
  if (verdict.ok || verdict.failure.kind !== 'bad-signature') return verdict;
  const fresh = await loadSourceSecrets(source.brand, source.id, { refresh: true });
  return sameSecrets(secrets, fresh) ? verdict : check(fresh);
}

const sameSecrets = (a: string[], b: string[]): boolean =>
  a.length === b.length && a.every((secret, at) => secret === b[at]);

/** The platform's own key signs, whichever source it is for; nothing is called before its address is found good. */
async function verifyByCertificate(delivery: Delivery, { source, platform, now }: At): Promise<Verdict> {
  const { settings } = source;
  const dev = requireEnv(ENV.stage) === 'dev';
  const url = platform.certificateUrl?.(delivery, { now, settings, dev });
  if (!url?.ok) return url ?? fail('bad-signature', 'Nothing tells where the certificate lies.');
  if (url.value === undefined) return verifyBySecret(delivery, { source, platform, now });
  const certificate = await loadCertificate(url.value);
  if (!certificate.ok) return certificate;
  return platform.verify(delivery, { secrets: [], now, settings, certificate: certificate.value });
}

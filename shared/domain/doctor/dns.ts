import type { DnsRecord } from '../../contract/doctor.ts';
import { domainOf, type Facts, type Identity, questionOf } from './facts.ts';

/** Where bounces go back to; the template names it so. */
export const mailFromOf = ({ domain, identity }: Pick<Facts, 'domain' | 'identity'>): string =>
  (identity.ok && identity.value.mailFrom?.domain) || `bounce.${domain}`;

export const dmarcNames = (domain: string): string[] => {
  const labels = domain.split('.');
  // The nearest record above counts; nobody asks a top-level domain.
  return labels.slice(0, -1).map((_, at) => `_dmarc.${labels.slice(at).join('.')}`);
};

export const SPF = 'v=spf1 include:amazonses.com ~all';

export const dkimRecords = (domain: string, { tokens, zone }: Identity['dkim']): DnsRecord[] =>
  tokens.map((token) => ({
    name: `${token}._domainkey.${domain}`,
    type: 'CNAME',
    value: `${token}.${zone}`,
  }));

export const mailFromRecord = (name: string, region: string): DnsRecord => ({
  name,
  type: 'MX',
  value: `10 feedback-smtp.${region}.amazonses.com`,
});
export const spfRecord = (name: string): DnsRecord => ({ name, type: 'TXT', value: SPF });
export const dmarcRecord = (domain: string): DnsRecord => ({
  name: `_dmarc.${domain}`,
  type: 'TXT',
  value: `v=DMARC1; p=none; rua=mailto:dmarc@${domain}`,
});

/** What has to be asked of DNS to judge these facts. */
export function questionsOf(facts: Facts): string[] {
  const mailFrom = mailFromOf(facts);
  const { identity } = facts;
  const isPending = identity.ok && identity.value.dkim.status !== 'SUCCESS';
  const dkim = isPending ? dkimRecords(facts.domain, identity.value.dkim) : [];
  const sender = domainOf(facts.brand.sender.address);
  return [
    ...dkim.map(({ name }) => questionOf('CNAME', name)),
    questionOf('MX', mailFrom),
    questionOf('TXT', mailFrom),
    ...dmarcNames(sender).map((name) => questionOf('TXT', name)),
  ];
}

import { normaliseEmail } from '../people/identity.ts';

/** What SES may send as: a domain with all that is under it. */
export type SenderIdentity = { domain: string; isVerified: boolean };

/** SES lets a verified domain send for itself and everything below it. */
export const isInside = (domain: string, identity: string): boolean =>
  domain === identity.toLowerCase() || domain.endsWith(`.${identity.toLowerCase()}`);

/** What is wrong with an address that mail is to come from, or answers are to go to, as a sentence. */
export function faultOfSender(
  address: string,
  what: 'sender' | 'reply-to address',
  { domain, isVerified }: SenderIdentity,
): string | undefined {
  const email = normaliseEmail(address);
  if (email === undefined) return `The ${what} is no mail address.`;
  const own = email.slice(email.lastIndexOf('@') + 1);
  if (!isInside(own, domain))
    return `The ${what} is of ${own}, which SES has no verified identity for: use an address of ${domain}, or deploy with ${own} as SenderDomain and set the DNS records that "doctor" tells.`;
  return isVerified
    ? undefined
    : `The ${what} is of ${domain}, whose identity SES has not verified yet: set the DNS records that "doctor" tells, and try again.`;
}

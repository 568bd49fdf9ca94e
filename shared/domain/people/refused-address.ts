import { disposableEmailBlocklistSet } from 'disposable-email-domains-js';
import type { Brand } from '../../contract/brand.ts';

/** Read by machines, or by whoever runs the mail (RFC 2142): mail to them is reported or comes back. Nobody buys as these. */
const ROLES: ReadonlySet<string> = new Set([
  'abuse',
  'daemon',
  'do-not-reply',
  'donotreply',
  'hostmaster',
  'mailer-daemon',
  'mailerdaemon',
  'no-reply',
  'no_reply',
  'nobody',
  'noreply',
  'postmaster',
  'root',
  'spam',
  'usenet',
  'uucp',
  'webmaster',
]);

let disposable: ReadonlySet<string> | undefined;

/** A normalised address, and the id that its person has or would have. */
type Addressed = { id: string; email: string };

/**
 * Why nothing is sent to an address, as a sentence; `undefined` when mail may go. The person and what happened to them
 * are kept all the same.
 */
export function refusedBecause(
  { id, email }: Addressed,
  { refused }: Pick<Brand, 'refused'>,
): string | undefined {
  const at = email.lastIndexOf('@');
  const [local, domain] = [email.slice(0, at), email.slice(at + 1)];
  if (isBroken(local, domain)) return because('it is not written as an address can be');
  const [box = ''] = local.split('+');
  if (ROLES.has(box))
    return because(`${box}@ is read by a machine or by whoever runs the mail, not by a person`);
  if (isDisposable(domain)) return because('its domain gives out addresses that are thrown away');
  if (refused?.addresses.includes(id)) return because('the brand refuses it');
  const listed = withParents(domain).find((one) => refused?.domains.includes(one));
  return listed === undefined ? undefined : because(`the brand refuses the domain ${listed}`);
}

const because = (why: string): string => `Nothing is sent to this address: ${why}.`;

/** SES refuses it (RFC 5321): a dot at an end or beside another, a part of the domain that is too long or ends in a hyphen. */
const isBroken = (local: string, domain: string): boolean =>
  /^\.|\.\.|\.$/.test(local) || domain.split('.').some((part) => !/^(?!-)[^.]{1,63}(?<!-)$/.test(part));

function isDisposable(domain: string): boolean {
  disposable ??= disposableEmailBlocklistSet();
  return withParents(domain).some((one) => disposable?.has(one));
}

/** The domain and those that it is under. */
function withParents(domain: string): string[] {
  const parts = domain.split('.');
  return parts.slice(0, -1).map((_, from) => parts.slice(from).join('.'));
}

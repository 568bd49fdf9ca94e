import { disposableEmailBlocklistSet } from 'disposable-email-domains-js';

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

/**
 * Why nothing is sent to a normalised address, as a sentence; `undefined` when mail may go. The person and what happened
 * to them are kept all the same.
 */
export function refusedBecause(email: string): string | undefined {
  const at = email.lastIndexOf('@');
  const [local, domain] = [email.slice(0, at), email.slice(at + 1)];
  if (isBroken(local, domain)) return because('it is not written as an address can be');
  const [box = ''] = local.split('+');
  if (ROLES.has(box))
    return because(`${box}@ is read by a machine or by whoever runs the mail, not by a person`);
  if (isDisposable(domain)) return because('its domain gives out addresses that are thrown away');
  return undefined;
}

const because = (why: string): string => `Nothing is sent to this address: ${why}.`;

/** SES refuses it (RFC 5321): a dot at an end or beside another, a part of the domain that is too long or ends in a hyphen. */
const isBroken = (local: string, domain: string): boolean =>
  /^\.|\.\.|\.$/.test(local) || domain.split('.').some((part) => !/^(?!-)[^.]{1,63}(?<!-)$/.test(part));

/** The domain or one that it is under. */
function isDisposable(domain: string): boolean {
  disposable ??= disposableEmailBlocklistSet();
  const parts = domain.split('.');
  return parts.some((_, from) => from < parts.length - 1 && disposable?.has(parts.slice(from).join('.')));
}

import { createHash, createHmac } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { EventKind } from '../../contract/event.ts';
import type { FollowUpKey } from '../../contract/follow-up.ts';

/** The most characters of a subject; with brand, contact and rule it must fit an SES tag of 256 as base64url. */
const MAX_SUBJECT = 64;
const PLAIN = /^[A-Za-z0-9._:@+-]+$/;

/**
 * The address as we compare and key it: trimmed, NFC, lower case, the domain in its ASCII form, so that one mailbox is
 * one person however its domain is written. `undefined` when it cannot be a mail address (RFC 5321 limits; no white
 * space or control characters, so it can never break a header).
 */
export function normaliseEmail(raw: string | null | undefined): string | undefined {
  const address = (raw ?? '').trim().normalize('NFC').toLowerCase();
  if (UNSAFE.test(address) || !ADDRESS.test(address)) return undefined;
  const at = address.indexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  const normalised = `${address.slice(0, at)}@${domain}`;
  return domain === '' || normalised.length > 254 ? undefined : normalised;
}

/** The address for those who only look: enough to tell people apart that one knows, too little to write to them. */
export const maskEmail = (email: string): string => email.replace(/^(.)[^@]*/u, '$1…');

const UNSAFE = /[\s\p{Cc}\p{Cf}\p{Cs}<>(),;:"\\[\]]/u;
/** What a URL would take for a path, a query or a number must not get into a domain: the mail would go elsewhere. */
const ADDRESS = /^[^@]{1,64}@([\p{L}\p{M}\p{N}_-]+\.)+\p{L}[\p{L}\p{M}\p{N}-]*$/u;

/** A normalised address, or `{source}/{the platform's customer id}`. */
export type Identifier = { email: string } | { externalId: string };

/**
 * Keyed hash of brand and address (or of the platform's customer id where there is no address): a lookup by address
 * costs nothing, and the id alone tells nobody who it is. 22 characters of base64url.
 */
export function contactId(key: string, brand: string, identifier: Identifier): string {
  const of = 'email' in identifier ? `email\n${identifier.email}` : `external\n${identifier.externalId}`;
  return createHmac('sha256', key).update(`${brand}\n${of}`).digest().subarray(0, 16).toString('base64url');
}

/** `{type}/{part}/…`; parts that are long or hold unusual characters are replaced by `~` and a hash. */
export function subjectPart(type: string, ...parts: string[]): string {
  const plain = [type, ...parts.map((part) => (PLAIN.test(part) ? part : digest(part)))].join('/');
  return plain.length <= MAX_SUBJECT ? plain : `${type}/${digest(parts.join('\n'))}`;
}

const digest = (text: string): string =>
  `~${createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')}`;

/**
 * The id of what happened, whatever delivery told of it: the same order by two topics or twenty deliveries is one
 * event. `detail` tells apart events of one kind and subject that really are several: the refunds of an order.
 */
export function eventId(fact: {
  brand: string;
  source: string;
  kind: EventKind;
  subject: string;
  detail?: string;
}): string {
  const parts = [fact.brand, fact.source, fact.kind, fact.subject, fact.detail ?? ''];
  return `evt_${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`;
}

/** The id of a request about somebody's data: the same for each delivery of it, as an event's is. */
export function requestId(parts: Readonly<Record<string, unknown>>): string {
  return `prv-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)}`;
}

/** The follow-up's key as one token: its id in the API and the value of its SES tag. */
export const followUpId = (key: FollowUpKey): string =>
  Buffer.from([key.brand, key.contact, key.rule, key.subject].join('/')).toString('base64url');

/** The reverse of `followUpId`; `undefined` when the token was not made by it. */
export function parseFollowUpId(token: string): FollowUpKey | undefined {
  const [brand, contact, rule, ...subject] = Buffer.from(token, 'base64url').toString('utf8').split('/');
  if (!brand || !contact || !rule || subject.length === 0) return undefined;
  const key = { brand, contact, rule, subject: subject.join('/') };
  return followUpId(key) === token ? key : undefined;
}

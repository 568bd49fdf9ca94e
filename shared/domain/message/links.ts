import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { id } from '../../contract/primitives.ts';

/** What a link allows its bearer to do, and whose it is. */
const link = z.object({
  purpose: z.literal('unsubscribe'),
  brand: id,
  contact: z.string().regex(/^[\w-]{1,64}$/),
});
export type Link = z.infer<typeof link>;

/** Stands first in every token, so that a second key or form can be told apart from this one. */
const VERSION = '1';
const PURPOSES = { u: 'unsubscribe' } as const;

/** A token that unsubscribes this contact of this brand and nothing else. Links never expire: neither does the wish. */
export const unsubscribeToken = (key: string, of: { brand: string; contact: string }): string =>
  signed(key, [VERSION, 'u', of.brand, of.contact].join('.'));

/** The link behind a token, or `undefined` when this key did not sign it. */
export function readToken(key: string, token: string): Link | undefined {
  if (token.length > 200) return undefined;
  const [version, purpose, brand, contact, mac, ...rest] = token.split('.');
  if (version !== VERSION || purpose !== 'u' || mac === undefined || rest.length > 0) return undefined;
  const expected = signed(key, [version, purpose, brand, contact].join('.'));
  if (!isEqual(expected, token)) return undefined;
  return link.safeParse({ purpose: PURPOSES[purpose], brand, contact }).data;
}

/** The address behind "unsubscribe" in the mail and in its header. */
export const unsubscribeUrl = (base: string, token: string): string =>
  `${base.replace(/\/+$/, '')}/p/unsubscribe/${token}`;

/** The text before the MAC keeps the key's other uses apart from links. */
const signed = (key: string, body: string): string =>
  `${body}.${createHmac('sha256', key).update(`extramile link\n${body}`).digest('base64url')}`;

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

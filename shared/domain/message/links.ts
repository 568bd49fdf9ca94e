import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { id } from '../../contract/primitives.ts';

/** What a link allows its bearer to do, and whose it is. */
const link = z.object({
  /** `test` shows what a person would see, and changes nothing for anybody. */
  purpose: z.enum(['unsubscribe', 'test']),
  brand: id,
  contact: z.string().regex(/^[\w-]{1,64}$/),
});
export type Link = z.infer<typeof link>;

/** Stands first in every token, so that a second key or form can be told apart from this one. */
const VERSION = '1';
const PURPOSES = new Map([
  ['u', 'unsubscribe'],
  ['t', 'test'],
]);

/** A token that unsubscribes this contact of this brand and nothing else. Links never expire: neither does the wish. */
export const unsubscribeToken = (key: string, of: { brand: string; contact: string }): string =>
  signed(key, [VERSION, 'u', of.brand, of.contact].join('.'));

/** The same in a test mail, for nobody. */
export const testToken = (key: string, brand: string): string =>
  signed(key, [VERSION, 't', brand, 'nobody'].join('.'));

/** The link behind a token, or `undefined` when this key did not sign it. */
export function readToken(key: string, token: string): Link | undefined {
  if (token.length > 200) return undefined;
  const [version, purpose, brand, contact, mac, ...rest] = token.split('.');
  if (version !== VERSION || purpose === undefined || mac === undefined || rest.length > 0) return undefined;
  const expected = signed(key, [version, purpose, brand, contact].join('.'));
  if (!isEqual(expected, token)) return undefined;
  return link.safeParse({ purpose: PURPOSES.get(purpose), brand, contact }).data;
}

/** The address behind "unsubscribe" in the mail and in its header. */
export const unsubscribeUrl = (base: string, token: string): string =>
  `${base.replace(/\/+$/, '')}/p/unsubscribe/${token}`;

/** How long the code for a test address counts, in hours. */
export const CODE_HOURS = 24;

/** What somebody reads in the mailbox of a test address and says here: 10 letters and digits, too many to try. */
export const addressCode = (key: string, of: { brand: string; address: string; askedAt: string }): string => {
  const mac = createHmac('sha256', key).update(
    `extramile test address\n${of.brand}\n${of.address}\n${of.askedAt}`,
  );
  const code = [...mac.digest().subarray(0, 10)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  return `${code.slice(0, 5)}-${code.slice(5)}`;
};
/** None that is taken for another one. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** The text before the MAC keeps the key's other uses apart from links. */
const signed = (key: string, body: string): string =>
  `${body}.${createHmac('sha256', key).update(`extramile link\n${body}`).digest('base64url')}`;

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { type FollowUpKey, followUpKey } from '../../contract/follow-up.ts';
import { id } from '../../contract/primitives.ts';

/** What a link allows its bearer to do, and whose it is. */
const link = z.object({
  /** `test` shows what a person would see, and changes nothing for anybody. */
  purpose: z.enum(['unsubscribe', 'preferences', 'survey', 'test']),
  brand: id,
  contact: z.string().regex(/^[\w-]{1,64}$/),
});
/** `mail` is there where the purpose is one mail's alone: each asks once. */
export type Link = z.infer<typeof link> & { mail?: Mail };

/** Stands first in every token, so that another form can be told apart from this one. */
const VERSION = '1';
const PURPOSES = { u: 'unsubscribe', p: 'preferences', s: 'survey', t: 'test' } as const;
const isPurpose = (letter: string): letter is keyof typeof PURPOSES => Object.hasOwn(PURPOSES, letter);

type Person = { brand: string; contact: string };
type Body = Person & { mark?: string | undefined };

/** Longer than any of ours. */
const MOST_TOKEN = 300;

/** A token that unsubscribes this contact of this brand and nothing else. Links never expire: neither does the wish. */
export const unsubscribeToken = (key: string, of: Person): string => signed(key, bodyOf('u', of));

/** A token that leads to what this contact of this brand gets, and to nothing else. */
export const preferencesToken = (key: string, of: Person): string => signed(key, bodyOf('p', of));

/** A token that answers the brand's question by this mail to this contact, and nothing else. */
export const surveyToken = (key: string, { brand, contact, ...mail }: FollowUpKey): string =>
  signed(key, bodyOf('s', { brand, contact, mark: markOf(mail) }));

/** The same in a test mail, for nobody. */
export const testToken = (key: string, brand: string): string =>
  signed(key, bodyOf('t', { brand, contact: 'nobody' }));

/**
 * The link behind a token, or `undefined` when none of these keys signed it. All are tried, so that time does not tell
 * which one it was.
 */
export function readToken(keys: readonly string[], token: string): Link | undefined {
  const parts = partsOf(token);
  if (!parts) return undefined;
  const { letter, brand, contact, mark } = parts;
  const fits = keys.map((key) => isEqual(signed(key, bodyOf(letter, parts)), token));
  if (!fits.some(Boolean)) return undefined;
  const mail = readMark(mark);
  return { purpose: PURPOSES[letter], brand, contact, ...(mail && { mail }) };
}

/**
 * What the page shows as the way to the preferences of whoever a bad token names: it looks like any other and opens
 * nothing, so that nobody learns from the page whether a token was good. Each bad token has its own: if all that name one
 * person had the same, a good one would stand out.
 */
export function decoyToken(key: string, token: string): string {
  const { brand, contact } = partsOf(token) ?? { brand: 'nobody', contact: 'nobody' };
  const body = bodyOf('p', { brand, contact });
  return `${body}.${macOf(key, `extramile decoy\n${token}`)}`;
}

const bodyOf = (letter: keyof typeof PURPOSES, { brand, contact, mark }: Body): string =>
  [VERSION, letter, brand, contact, ...(mark === undefined ? [] : [mark])].join('.');

function partsOf(token: string): (Body & { letter: keyof typeof PURPOSES }) | undefined {
  if (token.length > MOST_TOKEN) return undefined;
  const [version, letter, brand, contact, ...rest] = token.split('.');
  if (version !== VERSION || letter === undefined || !isPurpose(letter)) return undefined;
  const isOfMail = letter === 's';
  if (rest.length !== (isOfMail ? 2 : 1)) return undefined;
  const person = link.pick({ brand: true, contact: true }).safeParse({ brand, contact }).data;
  return person && { letter, ...person, ...(isOfMail && { mark: rest[0] }) };
}

/** The pages that a mail leads to. */
export type MailLinks = { unsubscribeUrl: string; preferencesUrl: string; surveyUrl: string };

/** Those of a mail that is only looked at. */
export const NOWHERE: MailLinks = {
  unsubscribeUrl: 'https://example.com/p/unsubscribe/rehearsed',
  preferencesUrl: 'https://example.com/p/preferences/rehearsed',
  surveyUrl: 'https://example.com/p/survey/rehearsed',
};

type Signing = { base: string; key: string; locale: string | undefined };

/** Of a follow-up whose person is known already. */
type Mail = Pick<FollowUpKey, 'rule' | 'subject'>;

/** Says which mail a link stood in. It need not be signed: it only says so of the mails of whom the token names. */
const markOf = ({ rule, subject }: Mail): string => Buffer.from(`${rule}/${subject}`).toString('base64url');

/** The reverse of `markOf`; `undefined` when that did not make it. */
export function readMark(mark: string | undefined): Mail | undefined {
  const text = Buffer.from((mark ?? '').slice(0, MOST_MARK), 'base64url').toString('utf8');
  const [rule = '', ...rest] = text.split('/');
  const found = mailOf.safeParse({ rule, subject: rest.join('/') }).data;
  return found && markOf(found) === mark ? found : undefined;
}
const MOST_MARK = 256;
const mailOf = followUpKey.pick({ rule: true, subject: true });

/** The links of this mail. They name the language, so that the pages need not look anybody up to speak it. */
export function personLinks(signing: Signing, of: FollowUpKey): MailLinks {
  const { key } = signing;
  const tokens = {
    unsubscribe: unsubscribeToken(key, of),
    preferences: preferencesToken(key, of),
    survey: surveyToken(key, of),
  };
  return linksTo(signing, tokens, of);
}

/** Those of a test mail: the pages look the same and change nothing. */
export function testLinks(signing: Signing, brand: string): MailLinks {
  const token = testToken(signing.key, brand);
  return linksTo(signing, { unsubscribe: token, preferences: token, survey: token });
}

/** The language of a locale that can stand in an address: `pt` of `pt_BR`. */
const LANGUAGE = /^([a-z]{2,3})(?![a-z])/i;

function linksTo(
  { base, locale }: Signing,
  { unsubscribe, preferences, survey }: { unsubscribe: string; preferences: string; survey: string },
  mail?: Mail,
): MailLinks {
  const language = LANGUAGE.exec(locale ?? '')?.[1]?.toLowerCase();
  const lang = language === undefined ? [] : [`lang=${language}`];
  const said = queryOf([...lang, ...(mail ? [`m=${markOf(mail)}`] : [])]);
  const pages = `${base.replace(/\/+$/, '')}/p`;
  return {
    unsubscribeUrl: `${pages}/unsubscribe/${unsubscribe}${said}`,
    preferencesUrl: `${pages}/preferences/${preferences}${said}`,
    // Its token names the mail by itself.
    surveyUrl: `${pages}/survey/${survey}${queryOf(lang)}`,
  };
}

const queryOf = (said: readonly string[]): string => (said.length === 0 ? '' : `?${said.join('&')}`);

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
const signed = (key: string, body: string): string => `${body}.${macOf(key, `extramile link\n${body}`)}`;

const macOf = (key: string, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url');

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

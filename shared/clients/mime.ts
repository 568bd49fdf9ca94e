import MailComposer from 'nodemailer/lib/mail-composer';
import { encodeWord } from 'nodemailer/lib/mime-funcs';
import type { Temporal } from 'temporal-polyfill';
import { plainLine } from '../domain/message/plain.ts';

export type MailParts = {
  from: { name: string; address: string };
  to: string;
  replyTo?: string | undefined;
  subject: string;
  html: string;
  text: string;
  unsubscribeUrl: string;
  /** Where mail programs may write instead; `about` names the person, whatever address they write from. */
  unsubscribeMailbox?: { address: string; about: string } | undefined;
  /** A test for the people of the house: says so in its subject and in a header. */
  isTest?: boolean;
  /** Becomes the `Date` header. */
  now: Temporal.Instant;
};

/**
 * The whole message as it goes over the wire: text and HTML alternatives, quoted-printable (so no line comes near
 * the 998 octets of RFC 5322), one-click unsubscribe by RFC 8058. SES puts its own Message-ID.
 */
export function composeMail(mail: MailParts): Promise<Buffer> {
  const { from, to, replyTo, html, text, now, isTest } = mail;
  const subject = isTest ? `[Test] ${mail.subject}` : mail.subject;
  return new MailComposer({
    from: { name: plainLine(from.name), address: from.address },
    to: { name: '', address: to },
    replyTo: replyTo === undefined ? undefined : { name: '', address: replyTo },
    date: new Date(now.epochMilliseconds),
    text,
    html,
    encoding: 'quoted-printable',
    headers: {
      Subject: subjectHeader(plainLine(subject)),
      // Kept on one line: a long address is never folded before or within.
      'List-Unsubscribe': { prepared: true, foldLines: false, value: waysOut(mail) },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
      ...(isTest && { 'X-Extra-Mile-Test': 'true' }),
    },
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

/** The page comes first: it works by itself, and mail programs take the first way that they know. */
function waysOut({ unsubscribeUrl, unsubscribeMailbox: mailbox }: MailParts): string {
  const page = `<${encodeURI(unsubscribeUrl)}>`;
  if (!mailbox) return page;
  const subject = encodeURIComponent(`Unsubscribe ${mailbox.about}`);
  const address = encodeURIComponent(mailbox.address).replace('%40', '@');
  return `${page}, <mailto:${address}?subject=${subject}>`;
}

/**
 * The library leaves alone what is encoded already; a name that only looks so ("=?utf-8?…") would then be decoded by
 * the reader's program and show something else than was typed.
 */
const subjectHeader = (line: string) =>
  line.includes('=?')
    ? { prepared: true, foldLines: true, value: encodeWord(line, 'Q', 52) }
    : { prepared: false, value: line };

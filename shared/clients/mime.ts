import MailComposer from 'nodemailer/lib/mail-composer';
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
  /** Becomes the `Date` header. */
  now: Temporal.Instant;
};

/**
 * The whole message as it goes over the wire: text and HTML alternatives, quoted-printable (so no line comes near
 * the 998 octets of RFC 5322), one-click unsubscribe by RFC 8058. SES puts its own Message-ID.
 */
export function composeMail(mail: MailParts): Promise<Buffer> {
  const { from, to, replyTo, subject, html, text, unsubscribeUrl, now } = mail;
  return new MailComposer({
    from: { name: plainLine(from.name), address: from.address },
    to: { name: '', address: to },
    replyTo: replyTo === undefined ? undefined : { name: '', address: replyTo },
    subject: plainLine(subject),
    date: new Date(now.epochMilliseconds),
    text,
    html,
    encoding: 'quoted-printable',
    headers: {
      // Kept on one line: a long address is never folded before or within.
      'List-Unsubscribe': { prepared: true, foldLines: false, value: `<${encodeURI(unsubscribeUrl)}>` },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
    },
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

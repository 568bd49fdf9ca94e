import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MailParts, composeMail } from '../../shared/clients/mail.ts';
import { at } from '../helpers/make.ts';
import { headerOf, parseMail } from '../helpers/parse-mail.ts';

const UNSUBSCRIBE = `https://0123456789.execute-api.eu-central-1.amazonaws.com/p/unsubscribe/1.u.demo-test.${'c'.repeat(22)}.${'m'.repeat(43)}`;
const compose = (over: Partial<MailParts> = {}): Promise<Buffer> =>
  composeMail({
    from: { name: 'Kettle & Co', address: 'hello@demo.example' },
    to: 'ana@example.com',
    subject: 'Thank you',
    html: '<p>Grüße 🎉</p>',
    text: 'Grüße 🎉',
    unsubscribeUrl: UNSUBSCRIBE,
    now: at('2027-02-28T08:00:00Z'),
    ...over,
  });

describe('composeMail', () => {
  it('makes a mail that an independent reader takes apart as it was meant', async () => {
    const mail = await parseMail(await compose({ replyTo: 'help@demo.example' }));
    expect(mail.subject).toBe('Thank you');
    expect(mail.text.trim()).toBe('Grüße 🎉');
    expect(mail.html.trim()).toBe('<p>Grüße 🎉</p>');
    expect(mail.from.value).toMatchObject([{ name: 'Kettle & Co', address: 'hello@demo.example' }]);
    expect(mail.to.value).toMatchObject([{ address: 'ana@example.com' }]);
    expect(mail.replyTo?.value).toMatchObject([{ address: 'help@demo.example' }]);
    expect(mail.date.toISOString()).toBe('2027-02-28T08:00:00.000Z');
    expect(headerOf(mail, 'Content-Type')[0]).toMatch(/^multipart\/alternative/);
    expect(headerOf(mail, 'Auto-Submitted')).toEqual(['auto-generated']);
  });

  it('carries one-click unsubscribe by RFC 8058, on one line however long the address', async () => {
    const raw = await compose();
    const mail = await parseMail(raw);
    expect(headerOf(mail, 'List-Unsubscribe')).toEqual([`<${UNSUBSCRIBE}>`]);
    expect(headerOf(mail, 'List-Unsubscribe-Post')).toEqual(['List-Unsubscribe=One-Click']);
    expect(raw.toString()).toContain(`\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n`);
    expect(raw.toString()).toContain(`List-Unsubscribe: <${UNSUBSCRIBE}>\r\n`);
  });

  it('names the mailbox of a brand that reads one after the page, with who it is about', async () => {
    const about = 'c'.repeat(22);
    const raw = await compose({ unsubscribeMailbox: { address: 'stop?me&you@demo.example', about } });
    const mailto = `mailto:stop%3Fme%26you@demo.example?subject=Unsubscribe%20${about}`;
    expect(headerOf(await parseMail(raw), 'List-Unsubscribe')).toEqual([`<${UNSUBSCRIBE}>, <${mailto}>`]);
    expect(raw.toString()).toContain(`List-Unsubscribe: <${UNSUBSCRIBE}>, <${mailto}>\r\n`);
    expect(new URL(mailto).searchParams.get('subject')).toBe(`Unsubscribe ${about}`);
  });

  it('keeps every line below 998 octets, of ASCII, ended by CRLF', async () => {
    const long = 'ü'.repeat(5000);
    const raw = await compose({
      html: `<p>${long}</p>`,
      text: long,
      subject: `Thank you ${'é'.repeat(190)}`,
    });
    const lines = raw.toString('latin1').split('\r\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(998);
    expect(raw.toString('latin1')).not.toMatch(/[^\r]\n|\r[^\n]|[^\p{ASCII}]/u);
    expect((await parseMail(raw)).text.trim()).toBe(long);
  });

  it('never gains a header or a recipient, whatever subject and sender name hold', async () => {
    const nasty = fc
      .array(
        fc.constantFrom(
          '\r\n',
          '\n',
          '\r',
          'Bcc: x@y.z',
          ',',
          '<x@y.z>',
          '"',
          '\\',
          ';',
          ' ',
          'é',
          '🎉',
          '\u202e',
          '=?utf-8?q?x?=',
          'Ana',
        ),
      )
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(nasty, nasty, async (subject, name) => {
        const mail = await parseMail(
          await compose({ subject, from: { name, address: 'hello@demo.example' } }),
        );
        expect(mail.headerLines.map(({ key }) => key).toSorted()).toEqual(
          [
            'auto-submitted',
            'content-type',
            'date',
            'from',
            'list-unsubscribe',
            'list-unsubscribe-post',
            'message-id',
            'mime-version',
            ...(headerOf(mail, 'Subject').length > 0 ? ['subject'] : []),
            'to',
          ].toSorted(),
        );
        expect(mail.from.value).toMatchObject([{ address: 'hello@demo.example' }]);
        expect(mail.to.value).toMatchObject([{ address: 'ana@example.com' }]);
        expect(mail.text.trim()).toBe('Grüße 🎉');
      }),
      { numRuns: 300 },
    );
  });

  it('shows a subject as it was typed, also one that looks like an encoded header', async () => {
    const subject = 'Thank you, =?utf-8?q?Bcc=3A_x=40y.z?= =?utf-8?b?4oCu?=';
    expect((await parseMail(await compose({ subject }))).subject).toBe(subject);
    const long = `${'=?utf-8?q?=E2=80=AE?= '.repeat(9)}ü`;
    expect((await parseMail(await compose({ subject: long }))).subject).toBe(long);
  });

  it('writes a domain of any script as SES wants it', async () => {
    const mail = await parseMail(await compose({ to: 'ana@bücher.example' }));
    expect(headerOf(mail, 'To')).toEqual(['ana@xn--bcher-kva.example']);
  });
});

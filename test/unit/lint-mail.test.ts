import { describe, expect, test } from 'vitest';
import { composeMail } from '../../shared/clients/mime.ts';
import { lintMail } from '../helpers/lint-mail.ts';
import { at } from '../helpers/make.ts';

/** The linter of the proofs finds what it is for: each of these mails is sound but for one thing. */
const LINK = 'https://mail.kettle.example/p/unsubscribe/token';
const to = 'ana@example.com';
const page = (body: string): string =>
  `<!doctype html><html lang="en"><head><title>Thanks</title><meta name="color-scheme" content="light dark"></head><body>${body}<a href="${LINK}">Unsubscribe</a></body></html>`;

const mailOf = (body = '<p>Thanks</p>', text = `Thanks ${LINK}`): Promise<Buffer> =>
  composeMail({
    from: { name: 'Kettle', address: 'hello@kettle.example' },
    to,
    replyTo: 'help@kettle.example',
    subject: 'Thanks',
    html: page(body),
    text,
    unsubscribeUrl: LINK,
    now: at('2027-02-28T08:00:00Z'),
  });
const lint = (raw: Buffer): Promise<string[]> => lintMail(raw, { to, link: LINK });
const withHead = async (line: string): Promise<Buffer> =>
  Buffer.from((await mailOf()).toString('latin1').replace('\r\nTo: ', `\r\n${line}\r\nTo: `), 'latin1');

test('a sound mail has no fault', async () => {
  expect(await lint(await mailOf())).toEqual([]);
});

describe('in the head', () => {
  test.each([
    ['Bcc: x@example.org', ['the header bcc is none of ours']],
    ['Cc: x@example.org', ['the header cc is none of ours']],
    ['Subject: Thanks', ['the header Subject is there 2 times']],
    ['Message-ID: <1@kettle.example>', ['the header Message-ID is there 2 times']],
    ['Reply-To: x@example.org', ['the header Reply-To is there 2 times']],
  ])('%s', async (line, faults) => {
    expect(await lint(await withHead(line))).toEqual(faults);
  });
});

test('a line that is too long', async () => {
  const faults = await lint(await withHead(`Auto-Submitted: ${'a'.repeat(1000)}`));
  expect(faults).toContain('a line has 1016 octets');
});

describe('in the body', () => {
  test.each([
    ['<img src="https://kettle.example/a.png">', ['a picture has no alt text']],
    ['<a href="/care">Care</a>', ['href "/care" is not absolute']],
    ['<a href="http://kettle.example/care">Care</a>', [expect.stringMatching(/is not absolute$/)]],
    ['<script>1</script>', ['there is a <script>']],
    ['<p onclick="x()">Thanks</p>', ['a <p> acts by itself']],
    ['<p class="a" class="b">Thanks</p>', [expect.stringMatching(/duplicate-attribute/)]],
  ])('%s', async (body, faults) => {
    expect(await lint(await mailOf(body))).toEqual(faults);
  });

  test('more than Gmail shows', async () => {
    expect(await lint(await mailOf(`<p>${'Thanks. '.repeat(14_000)}</p>`))).toEqual(['Gmail would clip it']);
  });

  test('a text without a way out', async () => {
    expect(await lint(await mailOf(undefined, 'Thanks'))).toEqual(['its text has no way out']);
  });
});

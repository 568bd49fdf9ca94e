import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rewriteMail } from '../../infra/local/gateway/mail-rewriting.ts';
import { composeMail, sendMail } from '../../shared/clients/mail.ts';
import { trackingSets } from '../../shared/contract/tracking-sets.ts';
import { withOwnLinksUntracked } from '../../shared/domain/message/tracking.ts';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';
import { parseMail } from '../helpers/parse-mail.ts';

const PAGES = 'https://hello.shop.example';
const OUT = `${PAGES}/p/unsubscribe/1.u.demo.abc.mac?lang=de`;
/** As they stand in the HTML, and where a browser would go. */
const LINKS = [
  [
    'https://shop.example/?a=1&amp;b=%20x&amp;c=%C3%A9#frag',
    'https://shop.example/?a=1&b=%20x&c=%C3%A9#frag',
  ],
  ['https://shop.example/?a=1&b=2&copy=3', 'https://shop.example/?a=1&b=2&copy=3'],
  ['https://shop.example/?q=a%26b%3D&#38;r=+', 'https://shop.example/?q=a%26b%3D&r=+'],
  ['https://shop.example/?u=https%3A%2F%2Fother.example%2F%3Fx%3D1%26y', undefined],
  ['http://shop.example/a?empty=&amp;&amp;=x;y=z,%', 'http://shop.example/a?empty=&&=x;y=z,%'],
  ['https://shop.example/?e=%e2%82%ac&amp;plus=1+1', 'https://shop.example/?e=%e2%82%ac&plus=1+1'],
] as const;
const html = (links: readonly string[]) =>
  `<html><body><p>Grüße, Ana</p>${links.map((href, at) => `<a class="b" href="${href}" title="1 > 0">${at}</a>`).join('\n')}` +
  `<a href="mailto:hi@shop.example">write</a><a style="x" href="${OUT}">stop</a></body></html>`;

const compose = (links: readonly string[]) =>
  composeMail({
    from: { name: 'Kettle', address: 'hello@demo.example' },
    to: 'ana@example.com',
    subject: 'Hi',
    html: withOwnLinksUntracked(html(links), PAGES),
    text: `Look: ${LINKS[0][1]}`,
    unsubscribeUrl: OUT,
    now: Temporal.Instant.from('2026-11-22T09:00:00Z'),
  });
const parse = async (raw: Buffer) => {
  const { html: read, text } = await parseMail(raw);
  const hrefs = [...read.matchAll(/href="([^"]*)"/g)].map(([, href]) => href ?? '');
  return { html: read, text, hrefs };
};

describe('a mail whose clicks are told', () => {
  it('leads each link over the server but our own, and leaves all else as it was', async () => {
    const raw = await compose(LINKS.map(([href]) => href));
    const { raw: sent, links } = rewriteMail(raw, { clicks: true, opens: false }, 'http://ses/x');
    const mail = await parse(sent);
    expect(links).toEqual(LINKS.map(([href, goes]) => goes ?? href));
    expect(mail.hrefs).toEqual(
      [...LINKS.keys()].map((at) => `http://ses/x/links/${at}`).concat('mailto:hi@shop.example', OUT),
    );
    expect(mail.html).toContain('Grüße, Ana');
    expect(mail.html).not.toContain('no-track');
    expect(mail.html).not.toContain('open.gif');
    expect(mail.text).toContain(LINKS[0][1]);
    const [head] = raw.toString('latin1').split('\r\n\r\n');
    expect(sent.toString('latin1').startsWith(head ?? '')).toBe(true);
  });

  it('only carries a picture where opens are told and clicks are not', async () => {
    const raw = await compose(['https://shop.example/a']);
    const { raw: sent, links } = rewriteMail(raw, { clicks: false, opens: true }, 'http://ses/x');
    const mail = await parse(sent);
    expect(links).toEqual([]);
    expect(mail.hrefs[0]).toBe('https://shop.example/a');
    expect(mail.html).toContain('<img src="http://ses/x/open.gif"');
  });
});

it('marks links to our pages only, wherever their address stands in the tag', () => {
  const marked = (tag: string) => withOwnLinksUntracked(tag, `${PAGES}/`).includes('ses:no-track');
  expect(marked(`<a title="a > b" href='${OUT}'>`)).toBe(true);
  expect(marked(`<A\nHREF=${OUT}>`)).toBe(true);
  expect(marked(`<a href="https://shop.example/?to=${OUT}">`)).toBe(false);
  expect(marked(`<a href="${PAGES}.evil.example/p/x">`)).toBe(false);
  expect(marked(`<abbr href="${OUT}">`)).toBe(false);
});

describe('the local SES', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startCloud({ enforce: true });
    cloud.use('send');
  });
  afterAll(() => cloud.stop());
  beforeEach(() => cloud.emptyQueue('observe'));

  const setsOf = () => {
    const { CONFIGURATION_SET: plain = '', TRACKING_SETS: json = '' } = cloud.envOf('send');
    return { plain, ...trackingSets.parse(JSON.parse(json)) };
  };
  const send = async (configurationSet: string) => {
    const raw = await compose(LINKS.map(([href]) => href));
    const sent = await sendMail({
      raw,
      to: 'ana@example.com',
      configurationSet,
      tags: { 'follow-up': 'abc' },
    });
    if (!sent.ok) throw new Error(sent.failure.message);
    const { messageId } = sent.value;
    const kept = (await cloud.mails()).find((mail) => mail.messageId === messageId);
    cloud.emptyQueue('observe');
    return { messageId, raw, kept: kept?.raw ?? Buffer.alloc(0) };
  };
  const told = () => cloud.queueMessages('observe').map((body) => JSON.parse(body));

  it('sends every byte as it came where nothing is to be told', async () => {
    const { raw, kept } = await send(setsOf().plain);
    expect(kept).toEqual(raw);
  });

  it.each([0, 1, 2, 3, 4, 5])(
    'leads on from link %i to the very address, and tells the click',
    async (at) => {
      const { messageId, kept } = await send(setsOf().clicks);
      const { hrefs } = await parse(kept);
      const answer = await cloud.tracked.answer(
        new URL(hrefs[at] ?? '').pathname,
        'Mozilla/5.0 (X11) Firefox/140',
      );
      const [href, goes = href] = LINKS[at] ?? [];
      expect(answer).toMatchObject({ status: 302, headers: { location: goes } });
      expect(told()).toMatchObject([
        {
          'detail-type': 'Email Clicked',
          detail: {
            eventType: 'Click',
            mail: { messageId, tags: { 'follow-up': ['abc'] } },
            click: { link: goes, userAgent: 'Mozilla/5.0 (X11) Firefox/140' },
          },
        },
      ]);
    },
  );

  it('tells an open by the picture, and nothing of mails, links or pictures that are not there', async () => {
    const { messageId } = await send(setsOf().both);
    const at = (path: string) => cloud.tracked.answer(`/local/mail/${path}`, 'GoogleImageProxy');
    expect(await at(`${messageId}/links/99`)).toMatchObject({ status: 404 });
    expect(await at('nobody/open.gif')).toMatchObject({ status: 404 });
    expect(await at(`../mail/${messageId}/open.gif`)).toMatchObject({ status: 404 });
    expect(told()).toEqual([]);
    expect(await at(`${messageId}/open.gif`)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'image/gif' },
    });
    expect(told()).toMatchObject([
      { 'detail-type': 'Email Opened', detail: { eventType: 'Open', mail: { messageId } } },
    ]);
  });
});

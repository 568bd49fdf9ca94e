import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Brand } from '../../shared/contract/brand.ts';
import { makeBrand, makeFollowUp } from '../helpers/make.ts';
import { MAIL, type TestPages, startPages } from '../helpers/pages.ts';

const QUESTION = [
  { language: 'en', text: 'What is <hard>?' },
  { language: 'de', text: 'Was ist schwer?' },
  { language: 'it', text: 'Che cosa è difficile?' },
];

let pages: TestPages;
let visit: TestPages['visit'];

beforeAll(async () => {
  pages = await startPages({ enforce: true });
  ({ visit } = pages);
  const name = 'Kettle & Co';
  for (const brand of [
    makeBrand({ name, survey: { question: QUESTION, keepDays: 30 } }),
    makeBrand({ id: 'silent', name }),
  ] satisfies Brand[])
    await put({ pk: `BRAND#${brand.id}`, sk: 'SETTINGS', ...brand });
});
afterAll(() => pages.cloud.stop());
afterEach(() => pages.cloud.gateway.faults.clear());

const put = (Item: object) =>
  pages.cloud.table.send(new PutCommand({ TableName: pages.cloud.tableName, Item: { ...Item } }));

/** Somebody who got the mail; the path of their survey. */
async function asked(contact: string): Promise<string> {
  const { followUpItem } = await import('../../shared/store/follow-ups.ts');
  await put(followUpItem(makeFollowUp({ brand: 'demo', contact, ...MAIL, state: 'sent' })));
  return `/p/survey/${pages.answering(contact)}`;
}

async function itemsOf(prefix: string): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await pages.cloud.table.send(
    new ScanCommand({ TableName: pages.cloud.tableName, ConsistentRead: true }),
  );
  return Items.filter(({ pk }) => String(pk).startsWith(prefix));
}
const textsKept = async (): Promise<unknown[]> => (await itemsOf('ANSWERS#')).map(({ text }) => text);
const markOf = async (path: string, query = {}): Promise<string> =>
  /name="question" value="([^"]+)"/.exec((await visit({ path, query })).body)?.[1] ?? '';
const told = (): Record<string, unknown>[] =>
  pages.cloud.queueMessages('plan').map((body) => JSON.parse(body).detail);

async function send(path: string, text: string, query: Record<string, string> = {}) {
  const body = new URLSearchParams({ question: await markOf(path, query), answer: text }).toString();
  return visit({ method: 'POST', path, query, body });
}

describe('the page of the survey', () => {
  it('changes nothing when it is only looked at, as mail scanners do', async () => {
    const path = await asked('looker');
    const before = await itemsOf('');
    for (const method of ['GET', 'HEAD', 'GET']) expect((await visit({ method, path })).statusCode).toBe(200);
    expect(await itemsOf('')).toEqual(before);
    expect(told()).toEqual([]);
  });

  it('asks with a label and a limit, runs nothing and lets nothing in', async () => {
    const { body, headers } = await visit({ path: await asked('careful') });
    expect(body).toContain('<label class="question" for="answer" lang="en" dir="auto">What is &lt;hard&gt;?');
    expect(body).toMatch(/<textarea id="answer" name="answer" [^>]*required aria-describedby="limit">/);
    expect(body).toContain('<small class="limit" id="limit">2,000 characters at most.');
    expect(body).toContain('<title>Kettle &amp; Co would like to ask you something</title>');
    expect(body).not.toMatch(/<script|<img|<link|https?:|javascript:/i);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });

  it.each([
    ['de', 'de', 'lang="de" dir="auto">Was ist schwer?', 'Antwort senden'],
    ['fr', 'en', 'lang="en" dir="auto">What is &lt;hard&gt;?', 'Send the answer'],
    ['it', 'es', 'lang="it" dir="auto">Che cosa è difficile?', 'Enviar la respuesta'],
  ])('of somebody who reads %s is in %s', async (lang, around, question, button) => {
    const { body, headers } = await visit({
      path: await asked('reader'),
      query: { lang },
      headers: { 'accept-language': 'es' },
    });
    expect(headers['content-language']).toBe(around);
    expect(body).toContain(question);
    expect(body).toContain(button);
  });
});

describe('an answer', () => {
  it('is kept with its day, its language and the wording, and marks the mail; neither leads to the other', async () => {
    const path = await asked('ana-of-the-answer');
    const today = () => new Date().toISOString().slice(0, 10);
    const days = [today()];
    expect((await send(path, ' Zeit.\r\n<b>& Geld</b> ', { lang: 'de' })).body).toContain('<h1>Danke</h1>');
    const [kept, ...more] = (await itemsOf('ANSWERS#')).filter(({ language }) => language === 'de');
    days.push(today());
    const day = String(kept?.['day']);
    expect(days).toContain(day);
    expect(more).toEqual([]);
    expect(kept).toEqual({
      pk: 'ANSWERS#demo',
      sk: expect.stringMatching(new RegExp(`^${day}-[\\w-]{16}$`)),
      id: kept?.['sk'],
      brand: 'demo',
      day,
      language: 'de',
      question: 'Was ist schwer?',
      text: 'Zeit.\n<b>& Geld</b>',
      ttl: Date.parse(day) / 1000 + 31 * 86_400,
    });
    const [mark] = await itemsOf('CONTACT#demo#ana-of-the-answer');
    expect(mark).toMatchObject({ answered: true, updatedAt: makeFollowUp().updatedAt });
    expect(JSON.stringify(mark)).not.toContain('Zeit');
  });

  it('is told on the bus, without a word of it', async () => {
    pages.cloud.emptyQueue('plan');
    await send(await asked('teller'), 'Nobody must read this on the bus');
    const [event, ...more] = told();
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      kind: 'survey',
      contact: 'teller',
      source: 'shopify',
      subject: 'order/1001',
      facts: { survey: { id: 'ask' }, mail: { rule: 'ask' } },
    });
    expect(JSON.stringify(event)).not.toContain('Nobody');
  });

  it('counts once: the second is thanked for, kept nowhere, and the same event', async () => {
    pages.cloud.emptyQueue('plan');
    const path = await asked('twice');
    const first = await send(path, 'First words');
    expect(await send(path, 'Second words')).toEqual(first);
    const kept = await textsKept();
    expect(kept).toContain('First words');
    expect(kept).not.toContain('Second words');
    const [one, again] = told();
    expect(again?.['id']).toBe(one?.['id']);
  });

  it('counts once also when it is sent ten times at the same moment', async () => {
    const path = await asked('at-once');
    const body = new URLSearchParams({ question: await markOf(path), answer: 'All at once' }).toString();
    const pressed = await Promise.all(
      Array.from({ length: 10 }, () => visit({ method: 'POST', path, body })),
    );
    expect(pressed.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 10 }, () => 200));
    expect((await textsKept()).filter((text) => text === 'All at once')).toHaveLength(1);
  });

  it.each([
    ['', 400, 'please write something'],
    ['x'.repeat(2001), 400, 'longer than 2,000 characters'],
    ['<textarea></textarea>"'.padEnd(2001, 'é'), 400, 'longer than'],
  ])('that cannot be taken is refused, with what was typed: case %#', async (text, status, alert) => {
    const page = await send(await asked('unsure'), text);
    expect(page.statusCode).toBe(status);
    expect(page.body).toContain(alert);
    const kept = text.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
    expect(page.body).toContain(`>\n${kept}</textarea>`);
    expect(await textsKept()).not.toContain(text);
  });

  it('to a question that is worded differently by now is asked for again', async () => {
    const path = await asked('late');
    const body = new URLSearchParams({ question: 'of before', answer: 'To the old one' }).toString();
    const page = await visit({ method: 'POST', path, body });
    expect(page.statusCode).toBe(409);
    expect(page.body).toContain('worded differently by now');
    expect(page.body).toContain('\nTo the old one</textarea>');
    expect(await textsKept()).not.toContain('To the old one');
  });

  it.each([
    ['the ledger', { service: 'dynamodb', operation: 'TransactWriteItems' }],
    ['the bus', { service: 'events' }],
  ])('stays typed when %s cannot be reached, and is whole when it is sent again', async (what, broken) => {
    pages.cloud.emptyQueue('plan');
    const path = await asked(`unlucky-${what.slice(4)}`);
    const respond = { status: 400, code: 'ValidationException', message: 'broken' };
    pages.cloud.gateway.faults.add({ ...broken, respond });
    const page = await send(path, `Despite ${what}`);
    expect(page.statusCode).toBe(503);
    expect(page.body).toContain(`\nDespite ${what}</textarea>`);
    pages.cloud.gateway.faults.clear();
    expect((await send(path, `Despite ${what}`)).statusCode).toBe(200);
    expect((await textsKept()).filter((text) => text === `Despite ${what}`)).toHaveLength(1);
    expect(told()).toHaveLength(1);
  });

  it('of a test mail shows what people see, and changes nothing', async () => {
    const before = await itemsOf('');
    const page = await send(`/p/survey/${pages.testing('demo')}`, 'Only a test');
    expect(page.body).toContain('<h1>Thank you</h1>');
    expect(await itemsOf('')).toEqual(before);
  });

  it('of a mail that is there no more, its person erased, is kept nowhere', async () => {
    const before = await itemsOf('');
    const page = await send(`/p/survey/${pages.answering('erased')}`, 'Too late');
    expect(page.body).toContain('<h1>Thank you</h1>');
    expect(await itemsOf('')).toEqual(before);
  });
});

describe('a token that is not good for it', () => {
  it('gets the page of a brand that asks nothing, byte for byte and by the same calls', async () => {
    const good = pages.answering('victim');
    await asked('victim');
    const mac = good.lastIndexOf('.') + 1;
    const flipped = Buffer.from(good.slice(mac), 'base64url');
    flipped[0] = (flipped[0] ?? 0) ^ 1;
    const bad = [
      pages.unsubscribing('victim'),
      pages.preferring('victim'),
      pages.answeringBy('not our key', {}),
      good.replace('.victim.', '.other.'),
      good.replace('.demo.', '.silent.'),
      good.replace(/^1\.s/, '1.u'),
      good.slice(0, mac) + flipped.toString('base64url'),
      `${good}.x`,
      'x',
      '%00',
    ];
    const body = new URLSearchParams({ question: 'x', answer: 'Whose?' }).toString();
    const before = await itemsOf('');
    const silent = `/p/survey/${pages.testing('silent')}`;
    // Settings are remembered for some seconds, also that there are none.
    for (const path of [silent, '/p/survey/x']) await visit({ path });
    for (const method of ['GET', 'POST']) {
      const closed = await visit({ method, path: silent, body });
      expect(closed.statusCode).toBe(404);
      expect(closed.body).toContain('There is no question here');
      const calls = await pages.callsOf(() => visit({ method, path: silent, body }));
      for (const token of bad) {
        const at = () => visit({ method, path: `/p/survey/${token}`, body });
        expect(await at()).toEqual(closed);
        expect(await pages.callsOf(at)).toEqual(calls);
      }
    }
    expect(await itemsOf('')).toEqual(before);
  });

  it('of the survey opens nothing else', async () => {
    for (const page of ['unsubscribe', 'preferences'])
      await visit({
        method: 'POST',
        path: `/p/${page}/${pages.answering('only-asked')}`,
        body: 'gets=nothing',
      });
    expect(await pages.suppressionOf('only-asked')).toBeUndefined();
  });
});

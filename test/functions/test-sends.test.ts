import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type TestConsole, makeDraft, makeTemplate, startConsole } from '../helpers/console.ts';
import { gatewayEvent } from '../helpers/page-request.ts';
import { makeBatch } from '../helpers/rooms.ts';

const ME = 'me@example.com';
const why = 'To look at it';
let house: TestConsole;
let call: TestConsole['call'];
beforeAll(async () => {
  house = await startConsole();
  ({ call } = house);
  await call('PUT', 'templates/thanks', { body: makeTemplate('Published') });
  await call('PUT', 'rules/thanks', { body: makeDraft() });
  await call('POST', 'publish', { body: { why } });
  await call('PUT', 'templates/thanks', { body: inTwo('A draft'), revision: 2 });
});
afterAll(() => house.stop());

const inTwo = (text: string) => {
  const { en } = makeTemplate(`${text}: {{ order.number | default: "–" }} {{ unsubscribe_url }}`).template
    .languages;
  return { template: { languages: { en, de: { ...en, subject: 'Danke' } } } };
};
const add = (address: string) => call('POST', 'test-addresses', { body: { address, why } });
const confirm = (address: string, code: string) =>
  call('POST', 'test-addresses/confirm', { body: { address, code }, role: 'editor' });
const send = (body: object) =>
  call('POST', 'test-sends', { body: { rule: 'thanks', to: ME, ...body }, role: 'editor' });
const mailsTo = async (address: string) =>
  (await house.cloud.mails())
    .filter(({ destinations }) => destinations.includes(address))
    .map((mail) => ({ ...mail, text: mail.raw.toString('utf8').replaceAll('=\r\n', '') }));
const codeIn = (text: string): string => /code to tell them: (\S+)/.exec(text)?.[1] ?? '';

async function confirmed(address: string): Promise<void> {
  await add(address);
  await confirm(address, codeIn((await mailsTo(address)).at(-1)?.text ?? ''));
}

/** All that the table holds of people. */
/** Of somebody: what a page does with a link of a test, it does for nobody. */
async function held(): Promise<unknown[]> {
  const { ScanCommand } = await import('@aws-sdk/lib-dynamodb');
  const { Items = [] } = await house.cloud.table.send(new ScanCommand({ TableName: house.cloud.tableName }));
  return Items.filter(({ pk }) => /^(CONTACT|SUPPRESSED)#(?!-#)/.test(String(pk)));
}

describe('a test address', () => {
  it('gets nothing but a code until who reads it has said the code', async () => {
    const to = 'asked@example.com';
    expect(await send({ to })).toMatchObject({ status: 403 });
    expect(await add(to)).toMatchObject({ status: 202, body: { state: 'asked' } });
    expect(await send({ to })).toMatchObject({ status: 403 });
    const [mail, ...more] = await mailsTo(to);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('[Test] May tests come here?');
    expect(await confirm(to, 'AAAAA-BBBBB')).toMatchObject({ status: 400 });
    expect(await confirm('other@example.com', codeIn(mail?.text ?? ''))).toMatchObject({ status: 404 });
    const said = codeIn(mail?.text ?? '')
      .toLowerCase()
      .replace('-', '');
    expect(await confirm(to, said)).toMatchObject({ status: 200, body: { state: 'confirmed' } });
    expect((await send({ to })).status).toBe(200);
    const { body } = await call('GET', 'test-addresses');
    expect(body['items']).toContainEqual(expect.objectContaining({ address: to, state: 'confirmed' }));
    expect((await call('POST', 'test-addresses/remove', { body: { address: to, why } })).status).toBe(200);
    expect(await send({ to })).toMatchObject({ status: 403 });
    const { text } = await call('GET', 'audit');
    expect(text).toContain('a…@example.com confirmed');
    expect(text).not.toContain(to);
  });

  it('is added and removed by admins only', async () => {
    const body = { address: 'x@example.com', why };
    for (const path of ['test-addresses', 'test-addresses/remove'])
      expect(await call('POST', path, { body, role: 'approver' })).toMatchObject({ status: 403 });
    expect(await add('nonsense')).toMatchObject({ status: 400 });
  });
});

describe('a test mail', () => {
  it('is that of what is live, marked as a test, and leaves the ledger alone', async () => {
    await confirmed(ME);
    const { status, body } = await send({});
    expect(status).toBe(200);
    expect(body['mails']).toEqual([{ language: 'en', subject: 'Thank you', messageId: expect.any(String) }]);
    const mail = (await mailsTo(ME)).at(-1);
    expect(mail?.subject).toBe('[Test] Thank you');
    expect(mail?.text).toContain('Published');
    expect(mail?.text).toContain('X-Extra-Mile-Test: true');
    expect(mail?.tags).toEqual({ brand: 'demo', test: 'true' });
    expect(await held()).toEqual([]);
    const audit = await call('GET', 'audit', { query: { limit: '1' } });
    const difference = [
      { at: 'to', after: 'm…@example.com' },
      { at: 'languages', after: 'en' },
    ];
    expect(audit.body['items']).toMatchObject([
      { act: 'test-send', by: 'ina', changes: [{ kind: 'rule', id: 'thanks', difference }] },
    ]);
  });

  it('is that of a draft, in the languages that are asked for, about the event that is told', async () => {
    await confirmed(ME);
    const data = {
      contact: { email: 'ana@example.com', firstName: 'Ana' },
      order: { id: '7', number: '#77' },
    };
    const wish = { drafts: true, languages: ['de', 'en'], event: { type: 'purchase', data } };
    expect((await send({ ...wish, dryRun: true })).body['mails']).toEqual([
      { language: 'de', subject: 'Danke' },
      { language: 'en', subject: 'Thank you' },
    ]);
    const before = (await mailsTo(ME)).length;
    expect((await send(wish)).status).toBe(200);
    const sent = (await mailsTo(ME)).slice(before);
    expect(sent.map(({ subject }) => subject).toSorted()).toEqual(['[Test] Danke', '[Test] Thank you']);
    for (const { text } of sent) expect(text).toContain('A draft: #77');
    // What it is about goes nowhere else.
    expect(await mailsTo('ana@example.com')).toEqual([]);
    expect(await held()).toEqual([]);
  });

  it.each([
    ['a rule that is not there', { rule: 'thank' }, 404, 'Did you mean "thanks"?'],
    ['a template that is not there', { rule: undefined, template: 'none' }, 404, '"none" is not there'],
    ['a language that it lacks', { languages: ['fr'] }, 400, 'there are en'],
    ['neither rule nor template', { rule: undefined }, 400, 'Name "rule" or "template"'],
    ['no address', { to: 'me' }, 400, 'not a mail address'],
  ])('is refused for %s', async (_, over, status, words) => {
    await confirmed(ME);
    const refused = await send(over);
    expect([refused.status, refused.body['detail']]).toEqual([status, expect.stringContaining(words)]);
  });

  it('is for editors', async () => {
    expect(await call('POST', 'test-sends', { body: {}, role: 'viewer' })).toMatchObject({ status: 403 });
  });

  it('has a link that shows the page and unsubscribes nobody; what SES reports of it stops nobody', async () => {
    await confirmed(ME);
    await send({ drafts: true });
    const mail = (await mailsTo(ME)).at(-1);
    const [, path] =
      /List-Unsubscribe: <https?:\/\/[^/]+(\/p\/unsubscribe\/[^?>]+)[?>]/.exec(mail?.text ?? '') ?? [];
    house.cloud.use('pages');
    const pages = await import('../../functions/pages/handler.ts');
    const shown = await pages.handler(gatewayEvent({ path: path ?? '' }));
    expect([shown.statusCode, shown.body]).toEqual([200, expect.stringContaining('<form method="post">')]);
    expect((await pages.handler(gatewayEvent({ method: 'POST', path: path ?? '' }))).statusCode).toBe(200);
    house.cloud.use('observe');
    const observe = await import('../../functions/observe/handler.ts');
    const tags = Object.fromEntries(Object.entries(mail?.tags ?? {}).map(([name, value]) => [name, [value]]));
    const reported = { timestamp: '2026-11-22T09:00:00Z', messageId: mail?.messageId ?? '', tags };
    const bounce = { bounceType: 'Permanent', timestamp: '2026-11-22T09:00:00Z' };
    const body = JSON.stringify({ id: 'e', detail: { eventType: 'Bounce', mail: reported, bounce } });
    const answer = z.object({ batchItemFailures: z.array(z.unknown()) });
    expect(answer.parse(await observe.handler(makeBatch([body]))).batchItemFailures).toEqual([]);
    expect(await held()).toEqual([]);
    house.cloud.use('console');
  });

  it('of a birthday has no order in it', async () => {
    await confirmed(ME);
    const wishes = { on: 'birthday', unless: [], retimedBy: [] };
    await call('PUT', 'rules/wishes', { body: makeDraft(wishes) });
    expect(await send({ rule: 'wishes', drafts: true })).toMatchObject({ status: 200 });
    expect((await mailsTo(ME)).at(-1)?.text).toContain('A draft: =E2=80=93 ');
  });

  it('goes out 50 times a day and no more', async () => {
    await confirmed(ME);
    const wish = { languages: Array.from({ length: 20 }, () => 'en') };
    const answers = [await send(wish), await send(wish), await send(wish)];
    expect(answers.at(-1)).toMatchObject({ status: 429 });
    expect((await house.cloud.mails()).length).toBe(50);
  });
});

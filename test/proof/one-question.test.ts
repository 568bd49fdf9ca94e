import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DynamoEngine, startDynamo } from '../../infra/local/engines/dynamodb.ts';
import { startBrowser } from '../helpers/browser.ts';
import { runCommand } from '../helpers/command.ts';
import { parseMail } from '../helpers/parse-mail.ts';
import { newOrder, postStandard, purchase } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

/** The example of the README, on the running system: one question, its answer, the thanks, and nobody who knows whose it is. */
const EXAMPLE = join(import.meta.dirname, '../../docs/examples/one-question');
const why = ['--why', 'As agreed'];

/** Its own engine, so that the test can look into the whole table. */
let engine: DynamoEngine;
let folder: string;
let system: TestSystem;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'extramile-question-'));
  engine = await startDynamo(folder);
  system = await startSystem({ env: { DYNAMODB_ENDPOINT: engine.endpoint } });
  for (const args of [
    // Ways out are never tracked, and neither is this one.
    ['settings', 'tracking', '--clicks', 'on', '--opens', 'on', ...why],
    ['settings', 'question', 'set', 'en', 'What is hardest about tea?', ...why],
    ['rules', 'push', EXAMPLE],
    ['rules', 'publish', ...why, '--yes'],
  ])
    await extramile(...args);
});
afterAll(async () => {
  await system?.stop();
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
});

async function extramile(...args: string[]): Promise<string> {
  const { code, out, error } = await runCommand(system, args);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${out}${error}`);
  return out;
}
const json = async (...args: string[]): Promise<unknown> => JSON.parse(await extramile(...args, '--json'));
type Order = ReturnType<typeof newOrder>;

async function bought(locale: string): Promise<Order> {
  const order = newOrder();
  const at = await system.now();
  await postStandard(system, purchase(order, at, { locale }), at);
  return order;
}

const mailsTo = async ({ email }: Order) =>
  Promise.all(
    (await system.mails())
      .filter(({ destinations }) => destinations.includes(email))
      .map(({ raw }) => parseMail(raw)),
  );

/** Where the link of the one mail with this subject leads, as a path of the system. */
async function surveyOf(order: Order, subject: string): Promise<string> {
  const [mail, ...more] = (await mailsTo(order)).filter((one) => one.subject === subject);
  expect(more).toEqual([]);
  const [, href = ''] = /href="([^"]*\/p\/survey\/[^"]*)"/.exec(mail?.html ?? '') ?? [];
  expect(mail?.html).not.toContain('no-track');
  expect(mail?.text).toContain(href.replaceAll('&amp;', '&'));
  const { pathname, search } = new URL(href.replaceAll('&amp;', '&'));
  return pathname + search;
}

async function get(path: string) {
  const response = await fetch(system.url + path, { redirect: 'manual' });
  return { status: response.status, body: await response.text() };
}
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const send = async (path: string, text: string) => {
  const question = /name="question" value="([^"]+)"/.exec((await get(path)).body)?.[1] ?? '';
  return system.post(path, new URLSearchParams({ question, answer: text }).toString(), FORM);
};

const stateOf = async ({ email }: Order) =>
  Object.fromEntries(
    (await system.followUps(email))
      .filter(({ rule }) => rule.startsWith('one-question'))
      .map(({ rule, state, reason }) => [rule, reason === undefined ? state : `${state}: ${reason}`]),
  );

/** All items of the table of the running system. */
async function everything(): Promise<Record<string, unknown>[]> {
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'local',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const { TableNames: [TableName] = [] } = await client.send(new ListTablesCommand());
  const documents = DynamoDBDocumentClient.from(client);
  const items: Record<string, unknown>[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(new ScanCommand({ TableName, ExclusiveStartKey }));
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

test('one question is asked, answered once, thanked for, and read by people who cannot tell whose answer it is', async () => {
  const [ana, ben] = [await bought('en'), await bought('de')];
  await system.clock('P22D');
  const path = await surveyOf(ana, 'One honest question');
  const german = await surveyOf(ben, 'Eine ehrliche Frage');
  expect(german).toMatch(/\?lang=de$/);

  const looked = await get(path);
  expect(await get(path)).toEqual(looked);
  expect(looked.body).toContain('What is hardest about tea?');
  expect((await get(german)).body).toContain('Was fällt Ihnen mit Tee zu Hause am schwersten?');
  expect(await json('answers', 'list')).toEqual({ items: [], ofToday: 0 });

  const words = 'The kettle is never where I left it.';
  expect((await send(path, words)).text).toContain('<h1>Thank you</h1>');
  expect((await send(path, 'A second one')).text).toContain('<h1>Thank you</h1>');
  await system.settle();
  const { now } = await system.clock('P1D');
  expect(await stateOf(ana)).toMatchObject({ 'one-question': 'sent', 'one-question-thanks': 'sent' });
  const subjects = (await mailsTo(ana)).map(({ subject }) => subject);
  expect(subjects.filter((subject) => subject === 'Thank you for your answer')).toHaveLength(1);

  const day = new Date(Date.parse(now) - 86_400_000).toISOString().slice(0, 10);
  const listed = await json('answers', 'list');
  expect(listed).toEqual({
    items: [
      {
        id: expect.stringMatching(new RegExp(`^${day}-[\\w-]{16}$`)),
        day,
        language: 'en',
        question: 'What is hardest about tea?',
        text: words,
      },
    ],
    ofToday: 0,
  });

  // Nothing in the table, in the log or in a mail has the words but that one item, and that has no tie to Ana.
  const items = await everything();
  const found = items.filter((item) => JSON.stringify(item).includes(words));
  expect(found.map(({ pk }) => pk)).toEqual(['ANSWERS#demo']);
  const token = decodeURIComponent(path.split('/').at(-1) ?? '').split('?')[0] ?? '';
  const [, , , contact = 'nobody', mark = 'none'] = token.split('.');
  for (const tie of [contact, mark, ana.id, ana.email, 'one-question'])
    expect(JSON.stringify(found)).not.toContain(tie);
  expect(items.some((item) => String(item['pk']).endsWith(contact) && item['answered'] === true)).toBe(true);
  expect(system.output()).not.toContain(words);
  expect(JSON.stringify((await system.mails()).map(({ raw }) => raw.toString('latin1')))).not.toContain(
    words,
  );

  // Whoever stays silent is asked once more, whoever answered is not.
  await system.clock('P8D');
  expect(await stateOf(ana)).toMatchObject({
    'one-question-again': expect.stringMatching(/^cancelled: .*a survey about it was answered/),
  });
  expect(await stateOf(ben)).toEqual({ 'one-question': 'sent', 'one-question-again': 'sent' });
  await surveyOf(ben, 'Wir sind noch neugierig: eine ehrliche Frage');
  expect(await json('rules', 'figures', 'one-question')).toMatchObject({ items: [{ sent: 2, answered: 1 }] });
});

const withBitFlipped = (text: string, at: number): string => {
  const bytes = Buffer.from(text, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return bytes.toString('base64url');
};

/** The same with another brand, person, mail, purpose or signature, or none of it. */
function spoilt(token: string): string[] {
  const [version = '', letter = '', brand = '', contact = '', mark = '', mac = ''] = token.split('.');
  return [
    [version, letter, `${brand}-test`, contact, mark, mac],
    [version, letter, brand, withBitFlipped(contact, 0), mark, mac],
    [version, letter, brand, contact, withBitFlipped(mark, 20), mac],
    [version, 'u', brand, contact, mark, mac],
    [version, 'u', brand, contact, mac],
    [version, letter, brand, contact, mark, withBitFlipped(mac, 0)],
    ['nonsense'],
  ].map((parts) => parts.join('.'));
}

test('a preview and a test mail show the question to whoever writes the mail, and keep nothing', async () => {
  const into = join(folder, 'previews');
  const seen = await extramile('templates', 'preview', 'one-question', '--language', 'de', '--into', into);
  expect(seen).toMatch(/https:\/\/example\.com\/p\/survey\/rehearsed/);
  const before = await json('answers', 'list');
  const tester = { id: '', email: 'test@demo.example' };
  await extramile('test-send', 'one-question', '--to', tester.email, '--language', 'en');
  const path = await surveyOf(tester, '[Test] One honest question');
  expect((await get(path)).body).toContain('What is hardest about tea?');
  expect((await send(path, 'Only a test')).text).toContain('<h1>Thank you</h1>');
  expect(JSON.stringify(await everything())).not.toContain('Only a test');
  expect(await json('answers', 'list')).toEqual(before);
});

test('no token that is not good for it shows more than that nothing is asked', async () => {
  const eva = await bought('en');
  await system.clock('P22D');
  const path = await surveyOf(eva, 'One honest question');
  const [, page = '', token = ''] = /^(\/p\/survey\/)([^?]+)/.exec(path) ?? [];
  const [mail] = await mailsTo(eva);
  const other = /\/p\/unsubscribe\/([^"?]+)/.exec(mail?.html ?? '')?.[1] ?? '';
  const wrong = [other, ...spoilt(token)];
  const closed = await get(`${page}x?lang=en`);
  expect(closed).toMatchObject({ status: 404, body: expect.stringContaining('There is no question here') });
  for (const one of wrong) {
    expect(one).not.toBe(token);
    expect(await get(`${page}${one}?lang=en`)).toEqual(closed);
    const posted = await system.post(`${page}${one}?lang=en`, 'answer=Stray', FORM);
    expect({ status: posted.status, body: posted.text }).toEqual(closed);
  }
  expect(JSON.stringify(await everything())).not.toContain('Stray');
});

test('answers are exported, and one is removed with a reason and without its words', async () => {
  const file = join(system.data, 'answers.csv');
  expect(await extramile('answers', 'export', file)).toContain('1 answer stands in');
  const csv = await readFile(file, 'utf8');
  expect(csv).toMatch(/^day,language,question,text,id\n20.*,en,What is hardest about tea\?,The kettle/);
  await extramile('answers', 'export', join(system.data, 'answers.json'));
  const [{ id, text }] = JSON.parse(await readFile(join(system.data, 'answers.json'), 'utf8')) as [
    { id: string; text: string },
  ];
  await rm(file);
  expect(await extramile('answers', 'remove', id, '--dry-run')).toContain('Nothing was changed.');
  await extramile('answers', 'remove', id, '--yes', ...why);
  expect(await json('answers', 'list')).toMatchObject({ items: [] });
  expect(JSON.stringify(await everything())).not.toContain(text);
  const told = await extramile('audit', '--limit', '1');
  expect(told).toContain(`answer ${id}: removed`);
  expect(told).toContain('As agreed');
  expect((await runCommand(system, ['answers', 'remove', id, '--yes', ...why])).code).toBe(1);
});

test('the page needs no script, no mouse and no wide screen, and loses no word', async () => {
  const ina = await bought('de');
  await system.clock('P22D');
  const path = await surveyOf(ina, 'Eine ehrliche Frage');
  const browser = await startBrowser();
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const viewport = { width: 320, height: 640 };
      const context = await browser.newContext({ javaScriptEnabled: false, viewport, colorScheme });
      const page = await context.newPage();
      await page.goto(system.url + path);
      expect(await page.locator('body').evaluate((body) => body.scrollWidth > 320)).toBe(false);
      const field = page.getByRole('textbox', { name: 'Was fällt Ihnen mit Tee zu Hause am schwersten?' });
      expect(await field.getAttribute('aria-describedby')).toBe('limit');
      const long = `\nErste Zeile\n${'Länger & <länger> '.repeat(120)}`;
      await field.fill(long);
      await field.focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.getByRole('alert').textContent()).toContain('mehr als 2.000 Zeichen');
      expect(await field.inputValue()).toBe(long);
      await field.fill('Das Wasser ist <nie> heiß genug.\nUnd der Tee ist alle.');
      await page.getByRole('button', { name: 'Antwort senden' }).click();
      await page.getByRole('heading', { name: 'Danke' }).waitFor();
      await context.close();
    }
  } finally {
    await browser.close();
  }
  await system.clock('P1D');
  expect(await json('answers', 'list', '--limit', '1')).toMatchObject({
    items: [{ language: 'de', text: 'Das Wasser ist <nie> heiß genug.\nUnd der Tee ist alle.' }],
  });
});

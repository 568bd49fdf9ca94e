import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { COMMAND_FILE, runCommand } from '../helpers/command.ts';
import { newOrder, postStandard, purchase } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'extramile-people-'));
  system = await startSystem();
});
afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true });
});

const extramile = (...args: string[]) => runCommand(system, args);

const said = z.array(z.object({ text: z.string(), count: z.number(), lines: z.array(z.number()) }));
const report = z.object({
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  merged: z.number(),
  refused: z.number(),
  refusals: said,
  notes: said,
});
async function imported(...args: string[]) {
  const done = await extramile('contacts', 'import', ...args, '--yes', '--json');
  expect(done.code, done.error).toBe(0);
  return report.parse(JSON.parse(done.out));
}
const shown = async (email: string): Promise<unknown> => {
  const found = JSON.parse((await extramile('contacts', 'show', '--email', email, '--json')).out) as unknown;
  return found;
};
async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('an import', () => {
  test('of the example stores everybody when it returns; exported and imported again it changes nothing', async () => {
    const example = join(import.meta.dirname, '../../docs/examples/people.csv');
    const dry = await extramile('contacts', 'import', example, '--dry-run');
    expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('20 created\nNothing was written.') });
    expect((await extramile('contacts', 'list')).out).not.toContain('ana.ruiz@example.com');
    expect(await imported(example)).toMatchObject({ created: 20, refused: 0, notes: [] });
    expect(await shown('chloe.martin@example.com')).toMatchObject({
      firstName: 'Chloé',
      zone: { id: 'Europe/Paris', from: 'contact' },
      dates: { birthday: { on: '1984-02-29', from: 'import' }, customer: { on: '2018-02-28' } },
      consent: { marketing: 'granted', source: 'import' },
    });
    for (const name of ['out.csv', 'out.jsonl']) {
      const path = join(folder, name);
      expect((await extramile('contacts', 'export', path)).code).toBe(0);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect((await extramile('contacts', 'export', path)).code).toBe(2);
      expect(await imported(path)).toMatchObject({ created: 0, updated: 0, unchanged: 20, notes: [] });
    }
    expect(await readFile(join(folder, 'out.csv'), 'utf8')).toContain(",'--11-28,");
  });

  test('dates of the brand’s own and names that look like formulas come back from an export', async () => {
    const rows = '{"email":"own@example.com","first_name":"-Ana","date.first-dive":"--07-04"}\n';
    expect(await imported(await file('own.jsonl', rows))).toMatchObject({ created: 1 });
    const path = join(folder, 'own.csv');
    expect((await extramile('contacts', 'export', path)).code).toBe(0);
    expect(await readFile(path, 'utf8')).toMatch(
      /^email,.*,date\.first-dive\n(.*\n)*own@example.com,'-Ana,.*,'--07-04\n/,
    );
    expect(await imported(path)).toMatchObject({ created: 0, updated: 0, refused: 0, notes: [] });
  });

  test('of an export into another brand brings everything that was exported', async () => {
    const rows = [
      'email,name,Kundennummer,birthday,subscription_since,partner_since,consent,consent_at,consent_proof,kind,date.first-dive',
      'all@example.com,"Ruiz Prieto, Ana",7012345678901234567,1990-03-02,2020-01-31,2019-05-06,granted,2026-01-02T10:00:00Z,"Form, at the till",partner,--07-04',
      'two@example.com,Ana Ruiz,,--02-29,,,withdrawn,,,employee,',
    ];
    const path = await file('all.csv', rows.join('\n'));
    const unsaid = await imported(path, '--map', 'Kundennummer=customer_id.shopify');
    expect(unsaid).toMatchObject({
      created: 2,
      notes: [{ text: expect.stringContaining('--names first-last'), count: 1, lines: [3] }],
    });
    expect(await imported(path, '--ignore', 'Kundennummer', '--names', 'first-last')).toMatchObject({
      updated: 1,
      unchanged: 1,
    });
    const [first, second] = [join(folder, 'first.csv'), join(folder, 'second.csv')];
    await extramile('contacts', 'export', first);
    expect(await imported(first, '--brand', 'demo-test')).toMatchObject({ refused: 0, notes: [] });
    await extramile('contacts', 'export', second, '--brand', 'demo-test');
    const linesOf = async (name: string) => (await readFile(name, 'utf8')).split('\n').toSorted();
    expect(await linesOf(second)).toEqual(await linesOf(first));
    const [line] = (await linesOf(first)).filter((one) => one.startsWith('all@'));
    for (const cell of [
      'Ana,Ruiz Prieto',
      '7012345678901234567',
      '"Form, at the till"',
      '2026-01-02T10:00:00.000Z',
    ])
      expect(line).toContain(cell);
  });

  test('where nobody can be asked is not begun', async () => {
    const path = await file('unasked.csv', 'email\nunasked@example.com\n');
    expect(await extramile('contacts', 'import', path)).toMatchObject({
      code: 2,
      out: '',
      error: expect.stringContaining('--yes'),
    });
    const unclear = await file('unclear.csv', 'email,birthday\nunasked@example.com,03/04/1990\n');
    expect(await extramile('contacts', 'import', unclear, '--yes')).toMatchObject({
      code: 2,
      error: expect.stringMatching(/03\/04\/1990 \(line 2\).*--dates dmy/s),
    });
    expect((await extramile('contacts', 'list')).out).not.toContain('unasked@example.com');
    expect(await imported(unclear, '--dates', 'mdy')).toMatchObject({ created: 1 });
    expect(await shown('unasked@example.com')).toMatchObject({ dates: { birthday: { on: '1990-03-04' } } });
  });

  test('of a file in which all goes wrong takes what can be taken, and says the rest with line and reason', async () => {
    const path = await file(
      'wrong.csv',
      [
        'Email;Vorname;Geburtstag;Zeitzone;Notiz',
        'w1@example.com;Ana;30.02.1990;Europe/Berlin;x',
        'w2@example.com;Ben;02.13.1990;+25:00;x',
        'w3@example.com;=HYPERLINK("http://evil.example");01.01.0003;Mars/Olympus;x',
        'nobody;Dora;;;x',
        `w5@example.com;"${'x'.repeat(5_000_000)}";;;x`,
        'W1@Example.com;Anna;02.03.1990;;x',
        'w7@example.com;"Zoë";"2. März 2031";Asia/Calcutta;x',
        '',
      ].join('\n'),
    );
    const refused = join(folder, 'left.csv');
    const done = await imported(path, '--refused', refused, '--dates', 'dmy');
    expect(done).toMatchObject({ created: 4, merged: 1, refused: 2 });
    const reasons = [...done.refusals, ...done.notes].map(
      ({ text: reason, lines }) => `${lines.join()} ${reason}`,
    );
    expect(reasons.toSorted()).toEqual([
      expect.stringMatching(/^2,3 birthday left out: there is no such day/),
      expect.stringMatching(/^3,4 timezone left out: there is no such zone/),
      expect.stringMatching(/^4 birthday left out: the year is before 1900/),
      expect.stringMatching(/^4 first_name left out: it is a formula/),
      expect.stringMatching(/^5 this is no mail address/),
      expect.stringMatching(/^6 the cell "Vorname" is longer/),
      expect.stringMatching(/^7 first_name: an earlier row with this address says otherwise/),
      expect.stringMatching(/^7 rows of the same person/),
      expect.stringMatching(/^8 birthday left out: the day is still to come/),
    ]);
    const rows = await readFile(refused, 'utf8');
    expect(rows).toMatch(
      /^Email,Vorname,Geburtstag,Zeitzone,Notiz,line,reason\nnobody,Dora,,,x,5,this is no.*\nw5@/,
    );
    expect((await stat(refused)).mode & 0o777).toBe(0o600);
    expect(await shown('w1@example.com')).toMatchObject({
      firstName: 'Anna',
      dates: { birthday: { on: '1990-03-02' } },
    });
    expect((await extramile('audit', '--limit', '1')).out).toContain('4 created, 1 merged, 1 refused');
    expect(system.output()).not.toMatch(/w1@example|Zoë/);
  });

  test.each(['utf16le', 'latin1'] as const)('of a file in %s keeps its letters', async (encoding) => {
    const email = `${encoding}@example.com`;
    const mark = encoding === 'utf16le' ? '\ufeff' : '';
    const path = await file(
      `${encoding}.csv`,
      Buffer.from(`${mark}email,first_name\n${email},Zoé\n`, encoding),
    );
    expect(await imported(path)).toMatchObject({ created: 1 });
    expect(await shown(email)).toMatchObject({ firstName: 'Zoé' });
  });

  test('of whom the shop knows leaves their orders, and what waits for them goes by their new zone', async () => {
    const order = newOrder();
    await postStandard(system, purchase(order, await system.now()));
    await system.settle();
    const path = await file(
      'known.csv',
      `email,timezone,consent\n${order.email},Pacific/Auckland,withdrawn\n`,
    );
    expect(await imported(path)).toMatchObject({ updated: 1 });
    expect(await shown(order.email)).toMatchObject({
      firstName: 'Ana',
      counters: { orders: 1 },
      zone: { id: 'Pacific/Auckland' },
    });
    expect((await system.followUps(order.email)).map(({ rule }) => rule)).toContain('check-in');
  });
});

test('an import that is stopped goes on where it was, and nobody is there twice', async () => {
  const rows = 20_000;
  const line = (at: number): string => `stopped-${at}@example.com,Ana\n`;
  const path = await file(
    'many.csv',
    `email,first_name\n${Array.from({ length: rows }, (_, at) => line(at)).join('')}`,
  );
  const child = spawn(process.execPath, [COMMAND_FILE, 'contacts', 'import', path, '--yes'], {
    env: { ...process.env, EXTRAMILE_URL: system.url, EXTRAMILE_DATA: system.data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const error = text(child.stderr);
  await expect
    .poll(async () => (await extramile('contacts', 'list', '--email', 'stopped-600@example.com')).out, {
      timeout: 60_000,
    })
    .toContain('stopped-600');
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number];
  const [, next = ''] = /--from-line (\d+)/.exec(await error) ?? [];
  expect([code, Number(next) > 600, Number(next) < rows]).toEqual([1, true, true]);
  const rest = rows - (Number(next) - 2);
  expect(await imported(path, '--from-line', next)).toMatchObject({
    created: rest,
    updated: 0,
    unchanged: 0,
  });
  expect(await imported(path)).toMatchObject({ created: 0, updated: 0, unchanged: rows, merged: 0 });
});

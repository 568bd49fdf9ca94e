import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchesOf } from '../../infra/cli/import-batches.ts';
import { mapColumns } from '../../infra/cli/import-columns.ts';
import { type Row, formOf, rowsOf } from '../../infra/cli/import-rows.ts';
import { ordersOf, survey } from '../../infra/cli/import-survey.ts';
import { COLUMNS, columnOfDate, guessColumn, targetOf } from '../../infra/cli/people-columns.ts';
import { DATE_KINDS } from '../../shared/contract/date.ts';
import { csvLine, guarded, unguarded } from '../../infra/cli/people-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'extramile-import-'));
});
afterAll(() => rm(folder, { recursive: true }));

let count = 0;
async function file(content: string | Uint8Array, name = `file-${++count}.csv`): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}
async function read(content: string | Uint8Array, name?: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of rowsOf(await formOf(await file(content, name)))) rows.push(row);
  return rows;
}
const look = async (content: string) => survey(await formOf(await file(content)));

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const ANA = 'email,name\nana@example.com,Zoë Nováková\n';

describe('a file in', () => {
  test.each([
    ['UTF-8', Buffer.from(ANA), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${ANA}`), 'utf-8'],
    ['UTF-16, the little end first', Buffer.from(`\ufeff${ANA}`, 'utf16le'), 'utf-16le'],
    ['UTF-16, the big end first', utf16be(`\ufeff${ANA}`), 'utf-16be'],
    ['UTF-16 without a mark', Buffer.from(ANA, 'utf16le'), 'utf-16le'],
    ['UTF-16, the big end first, without a mark', utf16be(ANA), 'utf-16be'],
  ])('%s is read', async (_name, bytes, encoding) => {
    expect((await formOf(await file(bytes))).encoding).toBe(encoding);
    expect(await read(bytes)).toEqual([
      { line: 2, cells: { email: 'ana@example.com', name: 'Zoë Nováková' } },
    ]);
  });

  test('Windows-1252 is read, wherever its first letter of its own stands', async () => {
    const filler = 'a@example.com,Ana\n'.repeat(30_000);
    const bytes = Buffer.from(`email,name\n${filler}z@example.com,Zo\u00eb \u0080\n`, 'latin1');
    expect((await formOf(await file(bytes))).encoding).toBe('windows-1252');
    expect((await read(bytes)).at(-1)?.cells['name']).toBe('Zoë €');
  });

  test('a letter that two pieces of the file share is one letter', async () => {
    const rows = await read(`email,name\n${'ë'.repeat(9000)}@x.example,ë\n${'é,ü\n'.repeat(200_000)}`);
    expect(new Set(rows.slice(1).map(({ cells }) => Object.values(cells).join()))).toEqual(new Set(['é,ü']));
  });

  test.each([
    ['', 'is empty'],
    [' \n\n', 'is empty'],
    [Buffer.from('PK\u0003\u0004 rest of a workbook'), 'workbook'],
    [Buffer.from([0x1f, 0x8b, 8, 0, 0]), 'compressed'],
    [Buffer.from([0xff, 0xfe, 0, 0, 0x65, 0, 0, 0]), 'UTF-32'],
    [Buffer.from([1, 0, 0, 7, 8, 0, 9, 9]), 'no text'],
    ['[{"email":"a@example.com"}]', 'one object on each line'],
  ])('%j is refused: %s', async (content, why) => {
    await expect(file(content).then(formOf)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(why),
    });
  });

  test('a file that is not there is refused', async () => {
    await expect(formOf(join(folder, 'nowhere.csv'))).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe('rows', () => {
  const cells = { email: 'a@example.com', name: 'Ana' };
  test.each([
    ['commas', 'email,name\na@example.com,Ana\n'],
    ['semicolons', 'email;name\r\na@example.com;Ana\r\n'],
    ['tabs', 'email\tname\ra@example.com\tAna\r'],
    ['quotes', '"email","name"\n"a@example.com","Ana"'],
    ['a quoted heading with other signs', 'email;"name"\na@example.com;Ana'],
  ])('with %s', async (_name, text) => {
    expect(await read(text)).toEqual([{ line: 2, cells }]);
  });

  test('a line of Excel that names the delimiter is no heading', async () => {
    expect(await read('sep=;\r\nemail;name\r\na@example.com;Ana\r\n')).toEqual([{ line: 3, cells }]);
  });

  test('stand on the lines that an editor shows, whatever is in quotes or empty between', async () => {
    const rows = await read('email,name\n\na@example.com,"An\na"\n\nb@example.com,B\n');
    expect(rows.map(({ line }) => line)).toEqual([3, 6]);
    expect(rows[0]?.cells['name']).toBe('An\na');
  });

  test('with a field of 5 MB or cells beyond the headings are refused with their line, and the rest goes on', async () => {
    const rows = await read(
      `email,name\na@example.com,"${'x'.repeat(5_000_000)}"\nb@example.com,B\nc@example.com,C,D\n`,
    );
    expect(rows.map(({ line, fault }) => [line, fault])).toEqual([
      [2, expect.stringContaining('"name" is longer than 10000')],
      [3, undefined],
      [4, expect.stringContaining('more cells')],
    ]);
  });

  test('a quote that is never closed is told with where it opens', async () => {
    const text = `email,name\na@example.com,A\nb@example.com,"B\n${'c@example.com,C\n'.repeat(100)}`;
    await expect(read(text)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('after line 2'),
    });
    const long = `email,name\na@example.com,"A\n${'c@example.com,C\n'.repeat(1_200_000)}`;
    await expect(read(long)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('after line 1'),
    });
  });

  test('headings that come twice or not at all have names', async () => {
    const [row] = await read('email,note,note,\na@example.com,1,2,3\n');
    expect(row?.cells).toEqual({ email: 'a@example.com', note: '1', 'note (2)': '2', 'column 4': '3' });
  });

  test('of JSON lines', async () => {
    const rows = await read(
      `{"email":"a@example.com","born":1990,"x":null}\n\nnonsense\n{"a":{"b":1}}\n{"email":"${'x'.repeat(3_000_000)}"}\n[1]\n{"email":"b@example.com","first_name":"=B"}`,
      'people.jsonl',
    );
    expect(rows).toEqual([
      { line: 1, cells: { email: 'a@example.com', born: '1990' } },
      { line: 3, cells: {}, fault: 'the line is no object in JSON', text: 'nonsense' },
      { line: 4, cells: { a: '{"b":1}' }, lists: ['a'] },
      { line: 5, cells: {}, fault: expect.stringContaining('longer than') },
      { line: 6, cells: {}, fault: 'the line is no object in JSON', text: '[1]' },
      { line: 7, cells: { email: 'b@example.com', first_name: '=B' } },
    ]);
  });
});

describe('a cell of an export', () => {
  test.each(['=HYPERLINK("http://x")', '+1', '-1', '--03-02', '@SUM(A1)', '\tx', '\rx', "'=x"])(
    '%j is run by no spreadsheet, and comes back',
    (text) => {
      expect(guarded(text)).toMatch(/^'/);
      expect(unguarded(guarded(text))).toBe(text);
    },
  );

  test('whatever it is, it comes back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 2, maxLength: 2 }),
        async (values) => {
          const text = `a,b,c\n${csvLine([...values, 'x'])}`;
          const [row] = await read(text, 'round.csv');
          expect([row?.cells['a'], row?.cells['b']]).toEqual(values);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('headings', () => {
  test.each([
    ['E-Mail', 'email'],
    ['Email Address', 'email'],
    ['Correo electrónico', 'email'],
    ['user_email', 'email'],
    ['FNAME', 'first_name'],
    ['firstName', 'first_name'],
    ['Vorname', 'first_name'],
    ['Prénom', 'first_name'],
    ['Apellidos', 'last_name'],
    ['Geburtstag', 'birthday'],
    ['Date de naissance', 'birthday'],
    ['Default Address Country Code', 'country'],
    ['Country / Region', 'country'],
    ['Accepts Email Marketing', 'consent'],
    ['Created (UTC)', 'customer_since'],
    ['Kunde seit', 'customer_since'],
    ['OPTIN_TIME', 'consent_at'],
    ['CC', 'country'],
    ['date.first-dive', 'date.first-dive'],
    ['Total Spent', undefined],
    ['', undefined],
  ])('%j is %j', (heading, column) => {
    expect(guessColumn(heading)).toBe(column);
  });

  test('every kind of date that means something has a column', () => {
    expect(DATE_KINDS.map(columnOfDate).filter((column) => column.startsWith('date.'))).toEqual([]);
    expect(DATE_KINDS.map((kind) => targetOf(columnOfDate(kind)))).toEqual(
      DATE_KINDS.map((date) => ({ date })),
    );
    expect(targetOf(columnOfDate('first-dive'))).toEqual({ date: 'first-dive' });
  });

  test('every column is known by its own name', () => {
    expect(COLUMNS.filter((column) => guessColumn(column) !== column || !targetOf(column))).toEqual([]);
  });

  test('are taken as told, once each, and what is not known is ignored', () => {
    const { columns } = mapColumns(['Mail', 'E-Mail', 'Born', 'Notes', 'Vorname'], {
      map: ['Born=birthday', 'E-Mail=email'],
      ignore: ['Vorname'],
    });
    expect(columns).toEqual([
      { heading: 'Mail', why: '"E-Mail" is taken for email' },
      { heading: 'E-Mail', column: 'email' },
      { heading: 'Born', column: 'birthday' },
      { heading: 'Notes', why: 'not known' },
      { heading: 'Vorname', why: 'you said so' },
    ]);
  });

  test.each([
    [['Name'], {}, 'No column holds mail addresses'],
    [['email'], { map: ['Born=birthday'] }, 'no column "Born"'],
    [['email', 'Born'], { map: ['Born=birthdy'] }, 'did you mean "birthday"'],
    [['email', 'Born'], { map: ['Born'] }, '--map takes'],
    [['email', 'a', 'b'], { map: ['a=birthday', 'b=birthday'] }, 'cannot both be birthday'],
    [['email'], { ignore: ['x'] }, 'no column "x"'],
  ])('%j with %j are refused: %s', (headings, wish, why) => {
    expect(() => mapColumns(headings, wish)).toThrow(why);
  });
});

describe('two columns that mean the same', () => {
  const mapped = async (content: string, wish: { map?: string[]; ignore?: string[] } = {}) => {
    const { headings, rivals } = await look(content);
    return mapColumns(headings, wish, rivals).targets;
  };
  const HEADINGS = ['email,birthday,birthday', 'email,birthday,Geburtstag'];

  test.each(HEADINGS)('and differ are refused, until it is told which one counts: %s', async (head) => {
    const [second = ''] = head.endsWith('tag') ? ['Geburtstag'] : ['birthday (2)'];
    const file_ = `${head}\na@example.com,1990-01-01,1990-01-01\nb@example.com,1991-02-02,1992-03-03\n`;
    await expect(mapped(file_)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`"birthday" and "${second}" mean the same and differ in line 3`),
    });
    expect((await mapped(file_, { ignore: ['birthday'] })).has(second)).toBe(true);
    expect((await mapped(file_, { map: [`${second}=birthday`] })).has('birthday')).toBe(false);
  });

  test.each(HEADINGS)('and say the same, or one of them nothing, are one: %s', async (head) => {
    const targets = await mapped(`${head}\na@example.com,1990-01-01,1990-01-01\nb@example.com,,1992-03-03\n`);
    expect([...targets.keys()]).toEqual(['email', 'birthday']);
  });
});

test('a file of one line is told that its first line names the columns', async () => {
  await expect(look('ana@example.com,Ana\n')).rejects.toThrow('The first line names the columns');
});

describe('the order of day and month', () => {
  const orders = async (dates: string[], told?: string) => {
    const found = await look(`email,birthday\n${dates.map((date) => `a@example.com,${date}\n`).join('')}`);
    return ordersOf(found, mapColumns(found.headings, {}), told);
  };
  test.each([
    [['03/04/1990', '25/04/1990'], { birthday: 'dmy' }],
    [['03/04/1990', '04/25/1990'], { birthday: 'mdy' }],
    [['03/04/1990', '4-25'], { birthday: 'mdy' }],
    [['03.04.1990', '3/3/1990', '1990-01-02', 'March 2'], {}],
    [['13/04/1990', '04/13/1990'], {}],
  ])('%j tell %j', async (dates, expected) => {
    expect(await orders(dates)).toEqual(expected);
  });

  test.each([[['03/04/1990']], [['02-03']], [['03/04/1990', '13/04/1990', '04/13/1990']]])(
    '%j tell nothing: it is asked for, and taken as told',
    async (dates) => {
      await expect(orders(dates)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining('--dates dmy'),
      });
      expect(await orders(dates, 'mdy')).toEqual({ birthday: 'mdy' });
    },
  );

  test('is not told by rows that contradict each other, and that is said', async () => {
    const said = (dates: string[]) => orders(dates).then(String, ({ message }: Error) => message);
    expect(await said(['03/04/1990', '13/04/1990', '04/13/1990'])).toContain('contradict each other');
    expect(await said(['03/04/1990'])).toContain('no other row tells');
  });

  test('is one of two', async () => {
    await expect(orders(['--03-04'], 'ymd')).rejects.toMatchObject({ exitCode: 2 });
  });
});

test('a list in JSON is a fault of its row where its field is asked for, and only there', async () => {
  const path = await file('{"email":"a@example.com","tags":["a"]}\n{"email":["b@example.com"]}\n', 'l.jsonl');
  const { headings } = await survey(await formOf(path));
  const { targets } = mapColumns(headings, { ignore: ['tags'] });
  const faults: (string | undefined)[] = [];
  for await (const batch of batchesOf(rowsOf(await formOf(path)), { targets, from: 1 }))
    faults.push(...batch.rows.map(({ row }) => row.fault));
  expect(faults).toEqual([undefined, '"email" holds more than one value']);
});

test('calls hold 500 rows at most and stay small; a later row of the same address is known as such', async () => {
  const long = 'ü'.repeat(9000);
  async function* rows() {
    for (let at = 0; at < 1200; at++)
      yield { line: at + 2, cells: { mail: `P${at % 1100}@example.com`, name: at < 600 ? 'Ana' : long } };
  }
  const targets = new Map([
    ['mail', { field: 'email' } as const],
    ['name', { field: 'firstName' } as const],
  ]);
  const lines: number[] = [];
  const again: number[] = [];
  for await (const batch of batchesOf(rows(), { targets, from: 10 })) {
    expect(batch.rows.length).toBeLessThanOrEqual(500);
    expect(Buffer.byteLength(JSON.stringify(batch.rows.map(({ as }) => as)))).toBeLessThan(900_000);
    lines.push(...batch.rows.map(({ as }) => as.line));
    again.push(...batch.rows.filter(({ isAgain }) => isAgain).map(({ as }) => as.line));
  }
  expect(lines).toEqual(Array.from({ length: 1192 }, (_, at) => at + 10));
  expect(again).toEqual(Array.from({ length: 92 }, (_, at) => at + 1110));
});

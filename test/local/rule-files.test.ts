import { symlinkSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFolder, templateFiles } from '../../infra/cli/rule-files.ts';
import { discardOf } from '../../infra/cli/rule-discard.ts';
import { refuseExtra } from '../../infra/cli/arguments.ts';
import { inFiles } from '../../infra/cli/rule-lines.ts';
import { CommandError } from '../../infra/cli/client.ts';
import { parseRule, ruleText } from '../../infra/cli/rule-yaml.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'extramile-files-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('a rule as a file', () => {
  test.each([
    ['what is no YAML', 'name: [\n', /^w\.yaml: .* line 2/],
    [
      'the same key twice',
      'on: a\non: b\n',
      /w\.yaml: a name stands there twice; keep one of them, at line 2/,
    ],
    ['a list', '- 1\n', /is not a rule/],
    ['two rules', 'on: a\n---\non: b\n', /several documents.*, at line 2/],
    ['nothing', '', /is not a rule/],
    ['parts that refer to themselves', 'if: &a\n  not: *a\n', /w\.yaml, line 2: anchors and aliases/],
    [
      'a quote that is not closed',
      'name: a\ntemplate: "welcome\nwithin: P1D\n',
      /^w\.yaml, line 2, column 11: a quote \("\) begins there and is not closed; close it\.$/,
    ],
    [
      'five thousand levels',
      `if: ${'{ not: '.repeat(5000)}1${' }'.repeat(5000)}`,
      /^w\.yaml: it is nested deeper than 40 levels, which nobody could follow; write it with fewer, at line 1/,
    ],
    ['some levels too many', `if: ${'['.repeat(60)}1${']'.repeat(60)}`, /nested deeper than 40 levels/],
    [
      'a number without end',
      'on: a\npriority: 1e400\n',
      /^w\.yaml, line 2: 1e400 is no number that can be kept/,
    ],
    ['no number', 'on: a\npriority: .nan\n', /^w\.yaml, line 2: \.nan is no number/],
    ['a tag that no rule has', 'on: a\ngroup: !!js/function "x"\n', /^w\.yaml: a tag \(!\) .*, at line 2/],
    ['a million lines in ten', 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n', /anchors and aliases/],
  ])('is refused with %s', (_, text, message) => {
    expect(() => parseRule('w.yaml', text)).toThrow(message);
    // As every other file that cannot be read.
    expect(() => parseRule('w.yaml', text)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  test('says what it is read as', () => {
    const rule = { name: 'No: 1', on: 'purchase', at: '10:00', if: { not: { field: 'a', value: ['1', 1] } } };
    expect(parseRule('w.yaml', ruleText({ id: 'w', ...rule }))).toEqual(rule);
  });
});

test.each([
  ['rules/Welcome.yml', 1],
  ['rules/huge.yaml', 50_000_000],
  ['templates/welcome/en.html', 1],
  ['templates/Welcome/en.txt', 1],
])('%s of %i bytes is refused by its name', async (name, size) => {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'x'.repeat(size));
  await expect(readFolder(folder)).rejects.toThrow(name.replace('/en.txt', ''));
  await rm(name.startsWith('rules') ? path : dirname(path), { recursive: true });
});

test('a language that would lead out of the folder is not written', () => {
  const mail = { subject: 's', mjml: 'm', text: 't' };
  expect([...templateFiles('welcome', { 'pt-BR': mail }).keys()]).toContain('templates/welcome/pt-BR.mjml');
  for (const language of ['../../x', 'en/..', '..', 'e'])
    expect(() => templateFiles('welcome', { [language]: mail })).toThrow('no language');
});

const inFolder = async (run: (path: string) => Promise<void>): Promise<void> => {
  const path = await mkdtemp(join(tmpdir(), 'extramile-many-'));
  try {
    await mkdir(join(path, 'rules'));
    await run(path);
  } finally {
    await rm(path, { recursive: true });
  }
};

test('more rules than a brand may have are refused before any is read', () =>
  inFolder(async (path) => {
    const names = Array.from({ length: 10_001 }, (_, at) => join(path, `rules/rule-${at}.yaml`));
    // Nobody could read these: they are links that lead nowhere.
    for (const name of names) symlinkSync('/nowhere', name);
    await expect(readFolder(path)).rejects.toThrow('holds 10001 rules; 10000 is the most');
  }));

test('what is not in UTF-8 is refused, not changed', () =>
  inFolder(async (path) => {
    await writeFile(join(path, 'rules/w.yaml'), Buffer.from('name: Gr\u00fc\u00dfe\n', 'latin1'));
    await expect(readFolder(path)).rejects.toThrow('rules/w.yaml is not in UTF-8');
  }));

test('a folder in the place of a file, and a file in the place of a folder, are refused', () =>
  inFolder(async (path) => {
    await mkdir(join(path, 'rules/w.yaml'));
    await expect(readFolder(path)).rejects.toThrow('rules/w.yaml is no file');
    await rm(join(path, 'rules'), { recursive: true });
    await writeFile(join(path, 'rules'), '');
    await expect(readFolder(path)).rejects.toThrow('is no folder that can be read');
  }));

test('one language under two spellings is refused', () =>
  inFolder(async (path) => {
    await mkdir(join(path, 'templates/thanks'), { recursive: true });
    for (const name of ['pt-BR.txt', 'pt-br.txt', 'pt-ab.txt'])
      await writeFile(join(path, 'templates/thanks', name), '');
    await expect(readFolder(path)).rejects.toThrow('is there twice');
  }));

test('what the API refuses of a rule is told with its file and line', () => {
  const text = 'name: Z\non: purchase\nif:\n  all:\n    - fild: a\n      op: eq\naftr: P1D\n';
  const z = { kind: 'rule' as const, id: 'z', files: new Map([['rules/z.yaml', text]]) };
  const y = { kind: 'rule' as const, id: 'y', files: new Map([['rules/y.yaml', 'on: x\n']]) };
  const told = (message: string, ...items: (typeof z)[]) => String(inFiles(new CommandError(message), items));
  expect(told('Refused (400): There is no "aftr". Did you mean "after"?\n"within" is missing.', z)).toBe(
    'Error: Refused (400): rules/z.yaml, line 7: There is no "aftr". Did you mean "after"?\nrules/z.yaml: "within" is missing.',
  );
  const several =
    'Refused (400): The rule "z": There is no "if.all.0.fild".\nThe rule "y": "on" is odd.\nOther.';
  expect(told(several, z, y)).toBe(
    'Error: Refused (400): rules/z.yaml, line 5: There is no "if.all.0.fild".\nrules/y.yaml, line 1: "on" is odd.\nOther.',
  );
});

test('the name of a template among too many arguments is no secret', () => {
  const command = discardOf('rule');
  expect(() => refuseExtra(command, ['low-review', 'template:welcome'])).toThrow(
    /was given 2\. Nothing was done\.$/,
  );
  expect(() => refuseExtra(command, ['low-review', 'Hunter:2!x'])).toThrow('A secret never stands');
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../helpers/command.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

const MANY = 1500;
const MINUTES = 5 * 60_000;

let system: TestSystem;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'extramile-many-'));
  system = await startSystem();
  const mail = join(folder, 'templates/many');
  await mkdir(join(folder, 'rules'), { recursive: true });
  await mkdir(mail, { recursive: true });
  const mjml =
    '<mjml><mj-body><mj-section><mj-column><mj-text>Thank you.</mj-text></mj-column></mj-section></mj-body></mjml>';
  await Promise.all([
    writeFile(join(mail, 'en.mjml'), mjml),
    writeFile(join(mail, 'en.txt'), 'Thank you.'),
    writeFile(join(mail, 'en.subject'), 'Thank you'),
    ...Array.from({ length: MANY }, (_, at) => writeRule(at, 'P2D')),
  ]);
});
afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true });
});

const writeRule = (at: number, within: string) =>
  writeFile(
    join(folder, 'rules', `many-${at}.yaml`),
    `# The rule ${at}\nname: Many ${at}\non: purchase\nif: { field: event.order.number, op: eq, value: "#${at}" }\n` +
      `purpose: transactional\ntemplate: many\nwithin: ${within}\n`,
  );
const extramile = async (...args: string[]) => runCommand(system, args);

test(
  'a folder of more than a thousand rules is compared, tried, replayed, pushed and pulled',
  async () => {
    const diff = await extramile('rules', 'diff', folder);
    expect(diff).toMatchObject({ code: 3 });
    expect(diff.out.match(/^rule many-\d+: new$/gm)).toHaveLength(MANY);
    expect(diff.out).not.toContain('✗');
    expect(await extramile('rules', 'push', folder, '--dry-run')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing was saved.'),
    });
    const tried = await extramile('try', 'purchase', '--email', 'ana@example.com', '--files', folder);
    expect(tried).toMatchObject({ code: 0, out: expect.stringContaining('Nothing was written') });
    expect(tried.out).not.toContain('✗');
    expect((await extramile('replay', '--files', folder)).code).toBe(0);
    const pushed = await extramile('rules', 'push', folder, '--yes');
    expect(pushed).toMatchObject({ code: 0, out: expect.stringContaining(`${MANY + 1} drafts saved.`) });
    expect((await extramile('rules', 'push', folder, '--yes')).out).toBe('Nothing differs.\n');
    const pulled = await extramile('rules', 'pull', join(folder, 'again'));
    expect(pulled.out.match(/^rule many-\d+$/gm)).toHaveLength(MANY);
    await writeRule(7, 'P3D');
    const changed = await extramile('rules', 'push', folder, '--dry-run', '--json');
    expect(JSON.parse(changed.out)).toMatchObject({ names: ['rule many-7'], items: [{ problems: [] }] });
    expect((await extramile('replay', '--drafts')).code).toBe(0);
  },
  MINUTES,
);

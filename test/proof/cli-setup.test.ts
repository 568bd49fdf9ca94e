import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { runCommand } from '../helpers/command.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => (system = await startSystem()));
afterAll(() => system.stop());

const steps = z.object({
  steps: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      did: z.string().optional(),
      refused: z.string().optional(),
    }),
  ),
});
type Step = z.infer<typeof steps>['steps'][number];

async function setup(...options: string[]) {
  const { out, code } = await runCommand(system, ['setup', '--brand', 'kettles', '--json', ...options]);
  const all = steps.parse(JSON.parse(out)).steps;
  return { code, of: (id: string): Step => all.find((step) => step.id === id) ?? { id, state: 'absent' } };
}
const SENDER = ['--name', 'Kettle & Co', '--postal-address', 'Way 1, Town'];
const mails = async () => (await readdir(join(system.data, 'mail'))).filter((name) => name.endsWith('.eml'));

it('leads from nothing to a mail in the inbox, over several runs, and never does a thing twice', async () => {
  const first = await setup();
  expect(first.code).toBe(3);
  expect(['brand', 'source', 'rule', 'test'].map((id) => first.of(id).state)).toEqual([
    'open',
    'yours',
    'yours',
    'yours',
  ]);

  const refused = await setup('--yes', ...SENDER, '--sender', 'hi@elsewhere.example', '--source', 'tally');
  expect(refused.code).toBe(1);
  expect(refused.of('brand').refused).toContain('use an address of demo.example');

  const made = await setup(
    '--yes',
    ...SENDER,
    '--sender',
    'hi@demo.example',
    '--source',
    'standard-webhooks',
    '--starter',
    'no-such-rule',
  );
  expect(made.of('brand').state).toBe('done');
  // The secret is shown once: a refusal that comes after it does not swallow it.
  expect(made.of('source').did).toMatch(/whsec_/);
  expect(made.of('rule').refused).toMatch(/no such starter/);
  expect(made.code).toBe(1);

  const asked = await setup(
    '--yes',
    '--source',
    'standard-webhooks',
    '--starter',
    'purchase-thanks',
    '--to',
    'me@demo.example',
  );
  expect(asked.of('source').did).toBeUndefined();
  expect(asked.of('rule').did).toContain('purchase-thanks is live');
  const [mail = ''] = await mails();
  const [code = ''] =
    /[A-Z0-9]{5}-[A-Z0-9]{5}/.exec(await readFile(join(system.data, 'mail', mail), 'utf8')) ?? [];

  const sent = await setup('--yes', '--to', 'me@demo.example', '--code', code);
  expect(sent.of('test').state).toBe('done');
  expect(await mails()).toHaveLength(2);

  const last = await setup('--yes', '--to', 'me@demo.example', '--code', code);
  expect(await mails()).toHaveLength(2);
  // What is left is what only a person can do, in an account: a laptop is never all done.
  expect(['brand', 'source', 'rule', 'test'].map((id) => last.of(id).state)).toEqual(Array(4).fill('done'));
  expect([last.of('sandbox').state, last.code]).toEqual(['yours', 3]);
});

it('where nobody answers it says how to deploy', async () => {
  const { code, error } = await runCommand(system, ['setup', '--url', 'http://127.0.0.1:9']);
  expect([code, error]).toEqual([1, expect.stringContaining('npm run deploy -- --stage prod')]);
});

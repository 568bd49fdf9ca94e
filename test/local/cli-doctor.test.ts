import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../infra/cli/client.ts';
import { DOCTOR } from '../../infra/cli/doctor.ts';
import type { Finding } from '../../shared/contract/doctor.ts';
import { type PlatformApi, startPlatformApi } from '../helpers/platform-api.ts';

let api: PlatformApi;
beforeAll(async () => (api = await startPlatformApi()));
afterAll(() => api.stop());

const makeFinding = (over: Partial<Finding>): Finding => ({
  id: 'spf',
  topic: 'domain',
  state: 'ok',
  what: 'It stands.',
  why: 'Receivers ask for it.',
  ...over,
});

async function run(findings: Finding[], { production = false, isLocal = false } = {}) {
  api.reply('/api/brands/demo/doctor', { body: { isLocal, domain: 'shop.example', findings } });
  const client = await connect({ url: api.url, token: 'x' });
  return DOCTOR.run({ client, brand: 'demo', options: { production }, rest: [] });
}

test.each<[Finding['state'], boolean, number]>([
  ['ok', true, 0],
  ['warn', true, 0],
  ['wrong', false, 3],
  ['unseen', false, 0],
  ['unseen', true, 3],
])('the worst being %s, asked for production: %s, it ends with %i', async (state, production, code) => {
  const { exitCode } = await run([makeFinding({}), makeFinding({ state })], { production });
  expect(exitCode).toBe(code);
});

test('what is wrong is told with its reason and what mends it; what is well in one line', async () => {
  const record = {
    name: 'bounce.shop.example',
    type: 'TXT',
    value: 'v=spf1 include:amazonses.com ~all',
  } as const;
  const { text, data } = await run([
    makeFinding({ id: 'sandbox', topic: 'account' }),
    makeFinding({
      state: 'wrong',
      what: 'It is missing.',
      mend: { step: 'Enter it:', records: [record], commands: ['npx x'] },
    }),
  ]);
  expect(text).toContain(
    [
      '  ✗ It is missing. [spf]',
      '      Receivers ask for it.',
      '      → Enter it:',
      '        bounce.shop.example  TXT  v=spf1 include:amazonses.com ~all',
      '        $ npx x',
    ].join('\n'),
  );
  expect(text).toContain('The account with SES\n  ✓ It stands. [sandbox]\n');
  expect(text).toMatch(/In short: 1 thing wrong\.$/);
  expect(data).toMatchObject({ domain: 'shop.example' });
});

test('on a laptop it says that what it cannot see is what production needs', async () => {
  const unseen = makeFinding({ state: 'unseen' });
  expect((await run([unseen], { isLocal: true })).text).toMatch(
    /1 thing that cannot be seen here[^]*--production/,
  );
});

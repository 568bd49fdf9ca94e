import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sign } from '../../infra/local/demo/sign.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
  const now = new Date();
  const data = { contact: { email: 'ana@example.com' }, order: { id: 'A-1' } };
  const { body, headers } = sign(
    'standard-webhooks',
    { type: 'purchase', timestamp: now.toISOString(), data },
    { now },
  );
  await system.post('/hooks/demo/standard-webhooks', body, headers);
});
afterAll(() => system.stop());

function extramile(args: string[], env: Record<string, string> = {}) {
  const file = join(import.meta.dirname, '../../infra/cli/main.ts');
  const environment = { ...process.env, EXTRAMILE_URL: system.url, EXTRAMILE_DATA: system.data, ...env };
  return new Promise<{ code: number; out: string; error: string }>((done) => {
    const child = execFile(process.execPath, [file, ...args], { env: environment }, (_, out, error) =>
      done({ code: child.exitCode ?? -1, out, error }),
    );
  });
}

describe('extramile', () => {
  it('waits until all is settled and says what there is', async () => {
    const { code, out } = await extramile(['settle']);
    expect(code).toBe(0);
    expect(out).toContain('1 events; follow-ups: 1 planned, 1 sent');
  });

  it('lists what became of a person, as a table or as JSON', async () => {
    const asTable = await extramile(['follow-ups', 'list', '--email', 'ana@example.com']);
    expect(asTable.out).toMatch(/^state +rule +about +due \(UTC\) +why\n/);
    expect(asTable.out).toContain('first-purchase-thanks');
    const asJson = await extramile(['follow-ups', 'list', '--email', 'ana@example.com', '--json']);
    expect(JSON.parse(asJson.out)).toMatchObject({ items: [{ rule: 'check-in' }, { state: 'sent' }] });
  });

  it('tells the time', async () => {
    expect((await extramile(['clock'])).out).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('exits with 2 on wrong use and with 1 when it is refused or nobody answers', async () => {
    expect(await extramile(['dance'])).toMatchObject({ code: 2, out: '' });
    expect(await extramile(['clock', '--sideways'])).toMatchObject({ code: 2 });
    for (const words of [
      ['clock', 'P14D'],
      ['settle', 'now'],
      ['follow-ups', 'list', 'ana@example.com'],
    ])
      expect(await extramile(words)).toMatchObject({ code: 2, out: '' });
    expect(await extramile(['follow-ups', 'list'])).toMatchObject({ code: 2 });
    const refused = await extramile(['follow-ups', 'list', '--email', 'a@example.com', '--token', 'x']);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.error).toContain('Refused (401)');
    const alone = await extramile(['settle'], { EXTRAMILE_URL: 'http://127.0.0.1:1' });
    expect(alone.code).toBe(1);
    expect(alone.error).toContain('Is it running?');
  });
});

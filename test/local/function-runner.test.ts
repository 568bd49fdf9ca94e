import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FunctionRunner } from '../../infra/local/run/function-runner.ts';

/** Answers which instance it is; with `hold` only after so many milliseconds. */
const BUNDLE = `import { threadId } from 'node:worker_threads';
export const handler = async ({ hold = 0 }) => {
  await new Promise((done) => setTimeout(done, hold));
  return threadId;
};`;

let folder: string;
let runner: FunctionRunner;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'extramile-runner-'));
  await writeFile(join(folder, 'busy.mjs'), BUNDLE);
  runner = new FunctionRunner({
    model: {
      ref: 'Busy',
      logicalId: 'Busy',
      arn: 'busy',
      room: 'busy',
      Handler: 'busy.handler',
      Runtime: 'nodejs24.x',
      Role: 'none',
      Code: {},
      Timeout: 28,
      MemorySize: 128,
      policies: [],
    },
    asset: folder,
    env: {},
    clock: new SharedArrayBuffer(8),
    print: () => undefined,
    say: () => undefined,
  });
});
afterAll(async () => {
  await runner.stop();
  await rm(folder, { recursive: true });
});

const instanceOf = async (event: object): Promise<unknown> => {
  const outcome = await runner.invoke(event);
  return outcome.ok ? outcome.value : outcome.message;
};

describe('a function of the template', () => {
  it('lets short calls share an instance, and gives one of its own to whoever comes while a long one runs', async () => {
    const [one, other] = await Promise.all([instanceOf({}), instanceOf({})]);
    expect(one).toBe(other);
    const long = instanceOf({ hold: 4000 });
    await vi.waitFor(async () => expect(await instanceOf({})).not.toBe(one), { timeout: 3900 });
    expect(await long).toBe(one);
    expect(await instanceOf({})).toBe(one);
  });
});

import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Client, CommandError } from '../../infra/cli/client.ts';
import type { Batch } from '../../infra/cli/import-batches.ts';
import { sendAll } from '../../infra/cli/import-send.ts';
import { RefusedFile, Tally } from '../../infra/cli/import-tally.ts';

const asked = z.object({ rows: z.array(z.object({ line: z.number() })), import: z.string().optional() });
type Asked = z.infer<typeof asked>;

/** A batch of one row each; `isAgain` where an earlier one is of the same address. */
const batch = (line: number, over: { isAgain?: boolean; fault?: string } = {}): Batch => {
  const { isAgain = false, fault } = over;
  const row = { line, cells: {}, ...(fault !== undefined && { fault }) };
  return { rows: [{ row, as: { line, email: `p${line}@example.com` }, isAgain }], last: line };
};
async function* all(batches: Batch[]) {
  yield* batches;
}

function start(answer: (asked: Asked) => Promise<unknown>, { dryRun = false, stopAfter = Infinity } = {}) {
  const tally = new Tally();
  const reached: number[] = [];
  let most = 0;
  let now = 0;
  const calls: Asked[] = [];
  const call = async (_method: string, _path: string, body: unknown): Promise<unknown> => {
    const read = asked.parse(body);
    calls.push(read);
    most = Math.max(most, ++now);
    try {
      return await answer(read);
    } finally {
      now -= 1;
    }
  };
  const unused = () => Promise.reject(new Error('not asked for'));
  const client: Client = { call, edit: unused, deliver: unused };
  const send = (batches: Batch[]) =>
    sendAll(all(batches), {
      client,
      path: '/',
      with: { dryRun },
      hear: (_row, became) => tally.add(became),
      reached: (line) => reached.push(line),
      isStopped: () => calls.length >= stopAfter,
    });
  return { send, tally, reached, calls, most: () => most };
}
const later = () => new Promise((done) => setImmediate(done));
const created = async ({ rows }: Asked) => {
  await later();
  return { rows: rows.map(({ line }) => ({ line, outcome: 'created' })), import: 'token' };
};

describe('rows are sent', () => {
  test('two calls at a time, under the name that the first gave, and counted', async () => {
    const one = start(created);
    await one.send([1, 2, 3, 4, 5].map((line) => batch(line)));
    expect(one.calls.map((call) => call.import)).toEqual([undefined, 'token', 'token', 'token', 'token']);
    expect([one.most(), one.tally.counts.created, one.reached]).toEqual([2, 5, [1, 2, 3, 4, 5]]);
  });

  test('those of an address that came before alone, so that the later counts', async () => {
    const one = start(created);
    await one.send([batch(1), batch(2, { isAgain: true }), batch(3, { isAgain: true })]);
    expect(one.most()).toBe(1);
    expect(one.tally.counts).toMatchObject({ created: 1, merged: 2 });
  });

  test('a line is reached when all before it are, whichever call ends first', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((done) => (release = done));
    const one = start(async (call) => {
      if (call.rows[0]?.line === 2) await held;
      return created(call);
    });
    const sent = one.send([batch(1), batch(2), batch(3)]);
    await expect.poll(() => one.tally.counts.created).toBe(2);
    expect(one.reached).toEqual([1]);
    release();
    await sent;
    expect(one.reached).toEqual([1, 2, 3]);
  });

  test('a failure of the moment is tried again; a refusal is not', async () => {
    let times = 0;
    const shaky = start(async (call) => {
      times += 1;
      if (times === 1) throw new CommandError('Nobody answers');
      if (times === 2) throw new CommandError('Refused (503)', 1, { problem: { status: 503 } });
      return created(call);
    });
    await shaky.send([batch(1)]);
    expect([times, shaky.tally.counts.created]).toEqual([3, 1]);
    const refused = start(() => Promise.reject(new CommandError('No', 1, { problem: { status: 403 } })));
    await expect(refused.send([batch(1), batch(2)])).rejects.toThrow('No');
    expect(refused.calls).toHaveLength(1);
  });

  test('what was not understood is refused unsent, in its turn', async () => {
    const one = start(created);
    await one.send([batch(1, { fault: 'broken' }), batch(2)]);
    expect(one.calls).toHaveLength(1);
    expect([...one.tally.refusals.values()]).toEqual([{ text: 'broken', count: 1, lines: [1] }]);
    expect(one.reached).toEqual([1, 2]);
  });

  test('until somebody stops it, what is under way to its end', async () => {
    const one = start(created, { stopAfter: 2 });
    await one.send([1, 2, 3, 4].map((line) => batch(line)));
    expect(one.reached.at(-1)).toBe(one.calls.length);
    expect(one.calls.length).toBeLessThan(4);
  });

  test('a system that forgets a row is not believed', async () => {
    const one = start(() => Promise.resolve({ rows: [] }));
    await expect(one.send([batch(7)])).rejects.toThrow('said nothing of line 7');
  });
});

describe('the file of refused rows', () => {
  test('is made by the first of them, for its owner alone, and runs in no spreadsheet', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'extramile-refused-'));
    const path = join(folder, 'people.refused.csv');
    const file = new RefusedFile(path, ['email', 'name']);
    await file.end();
    await expect(stat(path)).rejects.toThrow('ENOENT');
    file.add({ line: 3, cells: { email: 'a', name: '=cmd()' } }, 'this is no mail address');
    const fault = 'the line is no object in JSON';
    file.add({ line: 4, cells: {}, fault, text: '{"email":' }, fault);
    await file.end();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toBe(
      `email,name,line,reason\na,'=cmd(),3,this is no mail address\n,,4,"${fault}: {""email"":"\n`,
    );
    await rm(folder, { recursive: true });
  });

  test('that cannot be written ends the import with a sentence', async () => {
    const file = new RefusedFile(join(tmpdir(), 'no-such-folder', 'x.csv'), ['email']);
    file.add({ line: 3, cells: {} }, 'no');
    await expect(file.end()).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('--refused'),
    });
  });
});

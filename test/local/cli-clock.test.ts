import { expect, test, vi } from 'vitest';
import { moveClock } from '../../infra/cli/clock.ts';
import type { Client } from '../../infra/cli/client.ts';

const FROM = '2027-01-01T00:00:00.000Z';
const HALF = '2027-07-02T12:00:00.000Z';
const UNTIL = '2028-01-01T00:00:00.000Z';
const progressOf = () => ({
  show: vi.fn<(fraction: number, note: string) => void>(),
  end: vi.fn<() => void>(),
});

/** A local system whose clock is half-way at the first look, and there at the second. */
function halfWay(outcome: () => unknown): Pick<Client, 'call'> {
  let looks = 0;
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((done) => (arrive = done));
  return {
    async call(method, path, body) {
      expect(path).toBe('/local/clock');
      if (method === 'POST') {
        expect(body).toEqual({ advance: 'P365D' });
        await arrived;
        return outcome();
      }
      looks += 1;
      if (looks === 1) return { now: FROM };
      arrive();
      return looks === 2 ? { now: HALF, until: UNTIL } : { now: UNTIL };
    },
  };
}
const never = (): never => {
  throw new Error('The clock alone is asked for.');
};
const clientOf = (outcome: () => unknown): Client => ({
  ...halfWay(outcome),
  edit: never,
  deliver: never,
});

test('while the clock is moved, it is shown how far it is', async () => {
  const progress = progressOf();
  const client = clientOf(() => ({ now: UNTIL, ran: 7 }));
  expect(await moveClock(client, { advance: 'P365D' }, progress)).toEqual({ now: UNTIL, ran: 7 });
  expect(progress.show.mock.calls).toEqual([[expect.closeTo(0.5), '2027-07-02']]);
  expect(progress.end).toHaveBeenCalledOnce();
});

test('a refusal of the move is what is told, and the bar is gone', async () => {
  const progress = progressOf();
  const client = clientOf(() => {
    throw new Error('Time only moves forward.');
  });
  await expect(moveClock(client, { advance: 'P365D' }, progress)).rejects.toThrow('Time only moves forward.');
  expect(progress.end).toHaveBeenCalledOnce();
});

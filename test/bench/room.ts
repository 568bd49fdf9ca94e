import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as z from 'zod';
import { buildFunctions } from '../../infra/build.ts';
import type { TestCloud } from '../helpers/cloud.ts';

const told = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ value: z.unknown(), seconds: z.number(), heap: z.number(), memory: z.number() }),
  z.object({ error: z.string() }),
]);
type Told = z.infer<typeof told>;

export type Called = {
  value: unknown;
  seconds: number;
  /** The most that the heap held during this call, in MB. */
  heap: number;
  /** The most that the process held since it began, by the kernel, in MB: what Lambda calls memory used. */
  memory: number;
};
export type Room = {
  call: (of: { at: string; event?: unknown; timeout?: number }) => Promise<Called>;
  /** With `SIGKILL` as a machine ends that is gone: whatever it was at, nothing more of it happens. */
  stop: (signal?: 'SIGTERM' | 'SIGKILL') => void;
};

const QUARTER_OF_AN_HOUR = 900_000;

/**
 * One function in a process of its own, from the bundle that is deployed, so that memory is the function's alone; or
 * `instead` of the bundle an opponent in the same surroundings.
 */
export async function startRoom(cloud: TestCloud, room: string, instead?: string): Promise<Room> {
  const file = instead ?? join(await buildFunctions(), `${room}.mjs`);
  const env = cloud.envOf(room);
  const child = fork(join(import.meta.dirname, 'room-process.ts'), [file], {
    env: { PATH: process.env['PATH'], ...env, LOG_LEVEL: 'silent' },
    execArgv: limitsOf(Number(env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'])),
  });
  const ended = once(child, 'exit').then(([code]): never => {
    throw new Error(`The function ended with ${String(code)}.`);
  });
  ended.catch(() => undefined);
  const hear = async (): Promise<Told> => {
    const [message] = await Promise.race([once(child, 'message'), ended]);
    return told.parse(message);
  };
  await hear();
  return {
    async call({ at, event = {}, timeout = QUARTER_OF_AN_HOUR }) {
      child.send({ at, event, timeout });
      const heard = await hear();
      if ('value' in heard) return { ...heard, value: heard.value };
      throw new Error('error' in heard ? heard.error : 'It began anew.');
    },
    stop: (signal = 'SIGTERM') => void child.kill(signal),
  };
}

/**
 * As Lambda starts Node: a tenth of the memory for what is new, the rest for what stays. Without it, V8 takes the memory
 * of the whole machine for its own and collects late.
 */
function limitsOf(memory: number): string[] {
  const young = Math.floor(memory / 10);
  return [`--max-semi-space-size=${Math.floor(young / 2)}`, `--max-old-space-size=${memory - young}`];
}

/** What the functions asked of the table since the log was cleared: requests and capacity units. */
export function askedOfTable({ gateway }: TestCloud): { requests: number; units: number } {
  const asked = Object.entries(gateway.requests.summary()).filter(([name]) => name.includes('/dynamodb/'));
  return {
    requests: asked.reduce((sum, [, { count }]) => sum + count, 0),
    units: asked.reduce((sum, [, { capacity }]) => sum + capacity, 0),
  };
}

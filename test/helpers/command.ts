import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestSystem } from './system.ts';

export type CommandResult = { code: number | null; out: string; error: string };
export type CommandOptions = { stdin?: string; env?: Record<string, string> };

export const COMMAND_FILE = join(import.meta.dirname, '../../infra/cli/main.ts');

/** Runs `npm run extramile -- …` against a running system, without a terminal, until it ends. */
export async function runCommand(
  system: TestSystem,
  args: readonly string[],
  { stdin = '', env = {} }: CommandOptions = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [COMMAND_FILE, ...args], {
    env: { ...process.env, EXTRAMILE_URL: system.url, EXTRAMILE_DATA: system.data, ...env },
    stdio: 'pipe',
  });
  child.stdin.end(stdin);
  const ended = new Promise<number | null>((done) => void child.once('close', done));
  const [out, error, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, error };
}

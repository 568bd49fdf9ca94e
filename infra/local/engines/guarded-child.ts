import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * The guard waits for the end of its input, a pipe that only this process holds: however this process ends, SIGKILL
 * included, the pipe closes and the engine is killed. Its own process group keeps Ctrl-C away from the engine.
 */
const GUARD =
  'exec 3<&0; "$0" "$@" </dev/null & engine=$!; (cat <&3 >/dev/null; kill -9 $engine) & wait $engine';

export type GuardedChild = {
  /** Rejects when the engine ends by itself; never resolves. */
  failed: Promise<never>;
  stop: () => Promise<void>;
};

/** Starts an engine that cannot outlive this process. */
export function startGuarded(command: string, args: string[], cwd?: string): GuardedChild {
  const child = spawn('/bin/sh', ['-c', GUARD, command, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
    ...(cwd && { cwd }),
  });
  const state = { stopping: false, errors: '' };
  child.stderr.on('data', (chunk: Buffer) => {
    state.errors = (state.errors + chunk.toString()).slice(-2000);
  });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (!state.stopping) {
        const reason = state.errors.trim();
        reject(new Error(`${command} ended with ${code ?? 'a signal'}${reason && `: ${reason}`}`));
      }
    });
  });
  failed.catch(() => undefined);
  return {
    failed,
    stop: async () => {
      state.stopping = true;
      await stopChild(child);
    },
  };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // The end of its output, which guard and engine share, means that both are gone.
  const gone = once(child, 'close');
  child.stdin?.end();
  await gone;
}

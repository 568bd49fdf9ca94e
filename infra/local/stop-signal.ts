import { readFileSync } from 'node:fs';

/** How often to look whether the npm that started this is still there, in milliseconds. */
const LOOK_EVERY = 200;

/** Resolves at Ctrl-C, `kill`, a closed terminal, or the death of the npm that started this process. */
export function untilToldToStop(): Promise<undefined> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => done(undefined));
    if (process.env['npm_lifecycle_event'] === undefined) return;
    // npm starts scripts through a shell; neither passes anything on when it is killed with SIGKILL.
    const shell = process.ppid;
    const npm = parentOf(shell);
    setInterval(() => {
      if (process.ppid !== shell || parentOf(shell) !== npm) done(undefined);
    }, LOOK_EVERY).unref();
  });
}

/** The parent of a process; nothing where the system does not tell by files. */
function parentOf(pid: number): string | undefined {
  try {
    return /\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

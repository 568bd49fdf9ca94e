import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { readMails } from './cloud.ts';
import type { TestMail } from './cloud.ts';

const ROOT = join(import.meta.dirname, '../..');

export type SystemOptions = {
  /** Default: a new folder, removed by `stop`. */
  data?: string;
  fresh?: boolean;
  /** Post the sample webhooks; default no. */
  demo?: boolean;
  env?: Record<string, string>;
};

const counts = z.record(z.string(), z.number());
const settled = z.object({ events: z.number(), followUps: counts, deadLetters: z.number() });
const moved = z.object({ now: z.string(), ran: z.number(), settled });
const followUps = z.object({
  items: z.array(
    z.looseObject({
      id: z.string(),
      rule: z.string(),
      subject: z.string(),
      state: z.string(),
      dueAt: z.string(),
      sentAt: z.string().optional(),
      reason: z.string().optional(),
      trace: z.array(z.string()),
    }),
  ),
});
const requests = z.object({
  requests: z.record(z.string(), z.object({ count: z.number(), failed: z.number(), capacity: z.number() })),
  process: z.object({ cpuMs: z.number(), rssMb: z.number() }),
});
const portsFile = z.object({ pid: z.number(), port: z.number(), inboxPort: z.number() });

/** Starts the real local system, as `npm start` would, on free ports and waits until it is ready. */
export async function startSystem(options: SystemOptions = {}) {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'extramile-system-')));
  const args = [...(options.fresh ? ['--fresh'] : []), ...(options.demo ? [] : ['--no-demo'])];
  const child = spawn(process.execPath, [join(ROOT, 'infra/local/main.ts'), ...args], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', INBOX_PORT: '0', ...options.env, EXTRAMILE_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that a test can kill all of it.
    detached: true,
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  }
  const ports = await untilReady(child, data, printed);
  const url = `http://127.0.0.1:${ports.port}`;
  const token = await readFile(join(data, 'token'), 'utf8');

  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  return {
    data,
    url,
    inboxUrl: `http://127.0.0.1:${ports.inboxPort}`,
    pid: ports.pid,
    token,
    child,
    call,
    /** Everything that it printed so far. */
    output: () => printed.join(''),
    /** Posts these exact bytes. */
    async post(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
      const response = await fetch(url + path, { method: 'POST', headers, body });
      const text = await response.text();
      return { status: response.status, text, json: (): unknown => JSON.parse(text) };
    },
    clock: async (advance: string) => moved.parse(await call('POST', '/local/clock', { advance })),
    now: async () => moved.pick({ now: true }).parse(await call('GET', '/local/clock')).now,
    settle: async () => settled.parse(await call('POST', '/local/settle')),
    followUps: async (email: string, brand = 'demo') => {
      const path = `/api/brands/${brand}/follow-ups?email=${encodeURIComponent(email)}`;
      return followUps.parse(await call('GET', path)).items;
    },
    mails: (): Promise<TestMail[]> => readMails(join(data, 'mail')),
    requests: async () => requests.parse(await call('GET', '/local/requests')),
    /** Stops it as Ctrl-C does and gives the exit code. */
    async stop(keepData = options.data !== undefined): Promise<number | null> {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        await gone;
      }
      if (!keepData) await rm(data, { recursive: true, force: true });
      return child.exitCode;
    },
    /** Kills it without a warning: the main process alone, or its whole group. */
    async kill9(whole = false): Promise<void> {
      const gone = once(child, 'exit');
      process.kill(whole ? -ports.pid : ports.pid, 'SIGKILL');
      await gone;
    },
  };
}
export type TestSystem = Awaited<ReturnType<typeof startSystem>>;

type Ports = z.infer<typeof portsFile>;

async function untilReady(child: ChildProcess, data: string, printed: string[]): Promise<Ports> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`It did not start: ${printed.join('')}`);
    const ports = await readPorts(data, child.pid);
    if (ports && (await healthy(ports.port))) return ports;
    await sleep(30);
  }
  child.kill('SIGKILL');
  throw new Error(`It was not ready in time: ${printed.join('')}`);
}

/** The file of an earlier run may still lie there. */
async function readPorts(data: string, pid: number | undefined): Promise<Ports | undefined> {
  try {
    const ports = portsFile.parse(JSON.parse(await readFile(join(data, 'ports.json'), 'utf8')));
    return ports.pid === pid ? ports : undefined;
  } catch {
    return undefined;
  }
}

const healthy = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

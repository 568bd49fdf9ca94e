import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { FunctionModel } from '../template/model.ts';

export type Outcome =
  { ok: true; value: unknown } | { ok: false; kind: 'error' | 'timeout'; message: string };

export type RunnerOptions = {
  model: FunctionModel;
  /** Folder of the built asset. */
  asset: string;
  env: Record<string, string>;
  clock: SharedArrayBuffer;
  /** Takes what the function prints. */
  print: (text: string) => void;
  say: (line: string) => void;
};

const report = z.object({
  id: z.number().optional(),
  ready: z.boolean().optional(),
  value: z.string().optional(),
  error: z.string().optional(),
});
type Pending = { settle: (outcome: Outcome) => void; timer: NodeJS.Timeout; since: number };
type Live = { worker: Worker; pending: Map<number, Pending>; retired: boolean };

/** Milliseconds after which a call holds its instance: whoever comes then gets another one, as in the cloud. */
const LONG = 2000;
/** Instances of a function side by side; more would only share the same cores. */
const MOST_INSTANCES = 2;

const isHeld = ({ pending }: Live): boolean =>
  [...pending.values()].some(({ since }) => performance.now() - since > LONG);

/**
 * Runs one function of the template in a worker of its own, with the time-out that the template gives it. Short calls
 * share the worker.
 */
export class FunctionRunner {
  readonly room: string;
  /** Called when a call has ended. */
  onRest: () => void = () => undefined;
  /** Calls under way. */
  active = 0;
  /** Calls since the start. */
  calls = 0;
  private readonly options: RunnerOptions;
  private instances: Live[] = [];
  private readonly workers = new Set<Worker>();
  private nextId = 1;

  constructor(options: RunnerOptions) {
    this.options = options;
    this.room = options.model.room;
  }

  /** Loads the bundle ahead of the first call. */
  warm(): void {
    this.current();
  }

  /** Calls the function as Lambda would; a failure of the function is a value. */
  async invoke(event: unknown): Promise<Outcome> {
    const live = this.current();
    const id = this.nextId;
    const timeout = this.options.model.Timeout * 1000;
    this.nextId += 1;
    this.active += 1;
    this.calls += 1;
    const outcome = await new Promise<Outcome>((settle) => {
      const timer = setTimeout(() => this.expire(live, id), timeout);
      live.pending.set(id, { settle, timer, since: performance.now() });
      live.worker.postMessage({ id, requestId: randomUUID(), event: JSON.stringify(event), timeout }, []);
    });
    this.active -= 1;
    this.onRest();
    if (!outcome.ok)
      this.options.say(`${this.room} failed: ${outcome.message.split('\n').slice(0, 3).join(' | ')}`);
    return outcome;
  }

  async stop(): Promise<void> {
    const workers = [...this.workers];
    this.instances = [];
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  private current(): Live {
    this.instances = this.instances.filter(({ retired }) => !retired);
    const free = this.instances.find((live) => !isHeld(live));
    if (free) return free;
    if (this.instances.length < MOST_INSTANCES) return this.start();
    return this.instances.reduce((one, other) => (other.pending.size < one.pending.size ? other : one));
  }

  private start(): Live {
    const { model, asset, env, clock, print } = this.options;
    const [file = model.room, exportName = 'handler'] = model.Handler.split('.');
    const worker = new Worker(join(import.meta.dirname, 'bootstrap.ts'), {
      workerData: {
        clock,
        file: join(asset, `${file}.mjs`),
        exportName,
        functionName: model.ref,
        memory: model.MemorySize,
      },
      env,
      // As in the cloud, and so that eight heaps do not grow to what one process may have.
      resourceLimits: { maxOldGenerationSizeMb: model.MemorySize, maxYoungGenerationSizeMb: 16 },
      stdout: true,
      stderr: true,
    });
    const live: Live = { worker, pending: new Map(), retired: false };
    worker.stdout.setEncoding('utf8').on('data', print);
    worker.stderr.setEncoding('utf8').on('data', print);
    worker.on('message', (message: unknown) => this.receive(live, report.parse(message)));
    worker.on('error', (error: unknown) =>
      this.fail(live, error instanceof Error ? error.message : 'worker failed'),
    );
    worker.on('exit', () => {
      this.workers.delete(worker);
      this.fail(live, 'the function ended its process');
    });
    this.workers.add(worker);
    this.instances.push(live);
    return live;
  }

  private receive(live: Live, { id, ready, value, error }: z.infer<typeof report>): void {
    if (ready === false) {
      this.fail(live, error ?? 'the bundle could not be loaded');
      return;
    }
    if (id === undefined) return;
    if (error !== undefined) this.options.print(`${error}\n`);
    const outcome: Outcome =
      value === undefined
        ? { ok: false, kind: 'error', message: error ?? 'unknown' }
        : { ok: true, value: JSON.parse(value) };
    this.finish(live, id, outcome);
  }

  private finish(live: Live, id: number, outcome: Outcome): void {
    const pending = live.pending.get(id);
    if (!pending) return;
    clearTimeout(pending.timer);
    live.pending.delete(id);
    pending.settle(outcome);
    if (live.retired && live.pending.size === 0) void live.worker.terminate();
  }

  /** Lambda would stop this one call; a worker is replaced, and ends when its other calls have. */
  private expire(live: Live, id: number): void {
    live.retired = true;
    const seconds = this.options.model.Timeout;
    this.finish(live, id, { ok: false, kind: 'timeout', message: `timed out after ${seconds} s` });
  }

  private fail(live: Live, message: string): void {
    live.retired = true;
    for (const id of live.pending.keys()) this.finish(live, id, { ok: false, kind: 'error', message });
  }
}

/** CPU and memory belong to the whole process; told once for the report of `/local/requests`. */
export const usage = (): { cpuMs: number; rssMb: number } => {
  const { user, system } = process.cpuUsage();
  return {
    cpuMs: Math.round((user + system) / 1000),
    rssMb: Math.round(process.memoryUsage.rss() / 1024 / 1024),
  };
};

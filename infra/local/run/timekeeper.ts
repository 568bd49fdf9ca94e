import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Queues } from '../engines/queues.ts';
import type { FunctionRunner } from './function-runner.ts';
import type { QueueMapping } from './queue-mapping.ts';
import type { Schedule } from './schedule.ts';

export type TimekeeperOptions = {
  clock: Clock;
  schedules: Schedule[];
  mappings: QueueMapping[];
  queues: Queues;
  runners: FunctionRunner[];
  /** The room that releases what is due; `settle` asks it until nothing is. */
  releaser: string;
  /** Ends the leases of all follow-ups, and tells how many there were. */
  endLeases: () => Promise<number>;
  say: (line: string) => void;
};

/** Longest wait of `settle`, in milliseconds of real time. */
const PATIENCE = 15 * 60_000;
/** How often the releaser may say "something is due" without releasing anything before that is taken for settled. */
const MAX_STUCK = 20;

/** Milliseconds after which it is looked anyway whether all is idle. */
const LONGEST_LOOK = 25;

/** Runs the schedules as time goes by, and moves time on request. One thing at a time. */
export class Timekeeper {
  private readonly options: TimekeeperOptions;
  private timer: NodeJS.Timeout | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private stopped = false;
  private rested: (() => void) | undefined;
  /** Where time is being moved to. */
  target: number | undefined;

  constructor(options: TimekeeperOptions) {
    this.options = options;
  }

  start(): void {
    this.arm();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Answers when nothing is queued, under way or due. */
  settle(): Promise<void> {
    return this.alone(() => this.untilNoneIsHeld());
  }

  /** Moves time to `target` through every tick that may have something to do; tells how many ran. */
  advance(target: number): Promise<number> {
    return this.alone(async () => {
      this.target = target;
      try {
        return await this.walk(target);
      } finally {
        this.target = undefined;
      }
    });
  }

  private async walk(target: number): Promise<number> {
    this.forgetIdle();
    await this.untilSettled();
    let ran = 0;
    for (let tick = this.nextTick(target); tick; tick = this.nextTick(target)) {
      this.moveTo(tick.at);
      const now = this.options.clock.now();
      if (tick.schedules.length === 0) this.forgetIdle();
      const ticked = await Promise.all(tick.schedules.map((schedule) => schedule.tick(now)));
      ran += ticked.length;
      // Nothing has changed then, and nothing is due that was not before.
      const isIdle = ticked.length > 0 && ticked.every(({ didNothing }) => didNothing);
      if (!isIdle || !this.idle()) await this.untilQuiet(target);
    }
    this.moveTo(target);
    for (const schedule of this.options.schedules) schedule.skipTo(this.options.clock.now());
    await this.untilNoneIsHeld();
    this.arm();
    return ran;
  }

  /** Something comes in from outside, of which what was said to be idle knows nothing. */
  forgetIdle(): void {
    for (const schedule of this.options.schedules) schedule.forgetIdle();
  }

  private moveTo(target: number): void {
    const { clock, queues } = this.options;
    const before = clock.now();
    clock.moveTo(target);
    queues.hasten(Math.max(0, target - before));
  }

  /** All that tick first, at once, as in the cloud. A tick without a schedule is a message whose delay ends. */
  private nextTick(target: number): { at: number; schedules: Schedule[] } | undefined {
    const { clock, queues, schedules } = this.options;
    const message = clock.now() + queues.untilNext();
    const at = Math.min(message, ...schedules.map(({ nextUseful }) => nextUseful));
    if (at > target) return undefined;
    return { at, schedules: at === message ? [] : schedules.filter(({ nextUseful }) => nextUseful <= at) };
  }

  /**
   * Settles, and what then still has a lease is held by nobody: its holder was killed, or its message lost. In the cloud
   * the lease would run out after minutes; here it ends at once, as messages in flight do at a start.
   */
  private async untilNoneIsHeld(): Promise<void> {
    await this.untilSettled();
    if (!this.stopped && this.idle() && (await this.options.endLeases()) > 0) await this.untilSettled();
  }

  /**
   * Settles on the way to `target`: the releaser is asked only where something has come to be due, and time moves on to
   * what is under way, like the report of a mail, instead of waiting for it.
   */
  private async untilQuiet(target: number): Promise<void> {
    await this.untilIdle(performance.now() + PATIENCE, target);
    if ((this.releaser?.waitsFor ?? 0) <= this.options.clock.now()) await this.untilSettled();
  }

  private get releaser(): Schedule | undefined {
    return this.options.schedules.find(({ runner }) => runner.room === this.options.releaser);
  }

  private async untilSettled(): Promise<void> {
    const deadline = performance.now() + PATIENCE;
    const { releaser } = this;
    for (let stuck = 0; stuck < MAX_STUCK && performance.now() < deadline;) {
      await this.untilIdle(deadline);
      if (!releaser) return;
      const { released, next } = await releaser.tick(this.options.clock.now());
      const due = next !== 0 && next <= this.options.clock.now();
      if (released === 0 && !due && this.idle()) return;
      stuck = released === 0 ? stuck + 1 : 0;
      if (released === 0) await sleep(100);
    }
    this.options.say('Something stays due although nothing is released; taken for settled.');
  }

  private async untilIdle(deadline: number, target?: number): Promise<void> {
    while (!this.idle() && performance.now() < deadline && !this.stopped) {
      if (target !== undefined && this.isOnlyDelayed())
        this.moveTo(Math.min(target, this.options.clock.now() + this.options.queues.untilNext()));
      await Promise.race([new Promise<void>((done) => (this.rested = done)), sleep(LONGEST_LOOK)]);
    }
  }

  /** A call or a batch has ended: whoever waits for all to be idle looks again. */
  noteRest = (): void => this.rested?.();

  private isOnlyDelayed(): boolean {
    const { mappings, runners } = this.options;
    return mappings.every((mapping) => mapping.isFree) && runners.every(({ active }) => active === 0);
  }

  private idle(): boolean {
    const { mappings, runners } = this.options;
    return mappings.every((mapping) => mapping.idle) && runners.every(({ active }) => active === 0);
  }

  /** Waits in real time for the next tick; what was missed while the machine slept is one tick, as in the cloud. */
  private arm(): void {
    clearTimeout(this.timer);
    if (this.stopped || this.options.schedules.length === 0) return;
    const next = Math.min(...this.options.schedules.map(({ nextAt }) => nextAt));
    const wait = Math.min(Math.max(next - this.options.clock.now(), 0), 60_000);
    this.timer = setTimeout(() => void this.tickOver(), wait);
  }

  private async tickOver(): Promise<void> {
    await this.alone(() => this.runDue()).catch((error: unknown) =>
      this.options.say(`A tick of the clock failed: ${error instanceof Error ? error.message : 'unknown'}`),
    );
    this.arm();
  }

  private async runDue(): Promise<void> {
    const now = this.options.clock.now();
    for (const schedule of this.options.schedules.filter(({ nextAt }) => nextAt <= now))
      await schedule.tick(now);
  }

  private alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    return result;
  }
}

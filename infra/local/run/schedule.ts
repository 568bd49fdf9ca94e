import { randomUUID } from 'node:crypto';
import { isRecord } from '../json.ts';
import { PLACE } from '../place.ts';
import type { RuleModel } from '../template/model.ts';
import type { DueWatch } from './due-watch.ts';
import type { FunctionRunner } from './function-runner.ts';

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Milliseconds between two ticks. Throws on expressions that the local system cannot keep. */
export function readRate(expression: string, where: string): number {
  const [, amount = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const length = UNITS[unit];
  if (length === undefined) {
    throw new Error(`Rule ${where} has a schedule that is not supported locally: ${expression}`);
  }
  return Number(amount) * length;
}

/** What the function said of a tick; `didNothing`: it put nothing on a bus or a queue. */
export type Ticked = { released: number; next: number; didNothing: boolean };

/** One rule of the template that calls a function from time to time. Ticks stand at multiples of the rate. */
export class Schedule {
  readonly rule: RuleModel;
  readonly runner: FunctionRunner;
  /** When the next tick is. */
  nextAt: number;
  private readonly period: number;
  private readonly event: string | undefined;
  /** When the function said there is something to do again; nothing known means every tick counts. */
  private idleUntil = 0;
  private readonly watch: DueWatch | undefined;

  /** `watch` knows what has come to wait since the function was last asked. */
  constructor(rule: RuleModel, runner: FunctionRunner, { now, watch }: { now: number; watch?: DueWatch }) {
    this.rule = rule;
    this.runner = runner;
    this.watch = watch;
    this.period = readRate(rule.ScheduleExpression ?? '', rule.logicalId);
    this.event = rule.Targets[0]?.Input;
    this.nextAt = this.after(now);
  }

  /** The next tick that may have something to do. Infinity when the function said that nothing waits. */
  get nextUseful(): number {
    const wanted = Math.max(this.nextAt, Math.min(this.idleUntil, this.waitsFor));
    return Number.isFinite(wanted) ? Math.ceil(wanted / this.period) * this.period : wanted;
  }

  /** When the first of what has come to wait meanwhile is due. */
  get waitsFor(): number {
    return this.watch?.earliest ?? Infinity;
  }

  /** Calls the function for the tick at this moment and notes what it says of the next. */
  async tick(now: number): Promise<Ticked> {
    this.nextAt = this.after(now);
    this.watch?.forget();
    const outcome = await this.runner.invoke(this.event ? JSON.parse(this.event) : this.scheduledEvent(now));
    const answer = outcome.ok && isRecord(outcome.value) ? outcome.value : {};
    this.idleUntil = readNext(answer['next']);
    const released = answer['released'];
    return {
      released: typeof released === 'number' ? released : 0,
      next: this.idleUntil,
      didNothing: answer['released'] === 0 || answer['events'] === 0,
    };
  }

  /** Since it was last asked something may have come in that it knows nothing of. */
  forgetIdle(): void {
    this.idleUntil = 0;
  }

  /** Jumps over ticks that nobody has to run. */
  skipTo(now: number): void {
    this.nextAt = Math.max(this.nextAt, this.after(now));
  }

  private after(now: number): number {
    return (Math.floor(now / this.period) + 1) * this.period;
  }

  private scheduledEvent(now: number) {
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: PLACE.account,
      time: new Date(now).toISOString().replace(/\.\d{3}Z$/, 'Z'),
      region: PLACE.region,
      resources: [this.rule.arn],
      detail: {},
    };
  }
}

/** `null` means never, an instant means then, anything else means that the function does not tell. */
function readNext(next: unknown): number {
  if (next === null) return Number.POSITIVE_INFINITY;
  const instant = typeof next === 'string' ? Date.parse(next) : 0;
  return Number.isNaN(instant) ? 0 : instant;
}

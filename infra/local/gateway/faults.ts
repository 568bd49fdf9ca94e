import { setTimeout as sleep } from 'node:timers/promises';
import { answerError } from './call.ts';
import type { Answer, Call, WireError } from './call.ts';

/**
 * Something that goes wrong on purpose, `times` times (once by default). Exactly one of the effects is given:
 * - `respond`: answered with this error, nothing done;
 * - `dropAfterRead`: the whole request is read, nothing done, the connection is cut;
 * - `dropAfterAccept`: done, then the connection is cut instead of an answer;
 * - `delay`: done at once, answered after so many milliseconds;
 * - `hold`: done only when the promise resolves;
 * - `partialFailure`: entries at these positions of a batch fail, the others are done (`PutEvents`).
 */
export type Fault = {
  service: string;
  operation?: string;
  caller?: string;
  match?: (call: Call) => boolean;
  times?: number;
  respond?: WireError;
  dropAfterRead?: true;
  dropAfterAccept?: true;
  delay?: number;
  hold?: Promise<void>;
  partialFailure?: number[];
};

/** `cut` tells the gateway to break the connection instead of answering. */
export type Outcome = Answer | 'cut';
type Work = (failing: ReadonlySet<number>) => Promise<Answer>;

const NONE: ReadonlySet<number> = new Set();

export class Faults {
  private planned: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.planned.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.planned = [];
  }

  /** Does the work of a call, or what a planned fault makes of it. */
  async apply(call: Call, work: Work): Promise<Outcome> {
    const fault = this.next(call);
    if (!fault) return work(NONE);
    if (fault.respond) return answerError(call.service, fault.respond);
    if (fault.dropAfterRead) return 'cut';
    await fault.hold;
    const answer = await work(new Set(fault.partialFailure));
    if (fault.dropAfterAccept) return 'cut';
    if (fault.delay !== undefined) await sleep(fault.delay, undefined, { ref: false });
    return answer;
  }

  private next(call: Call): Fault | undefined {
    const found = this.planned.find(({ fault }) => applies(fault, call));
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.planned = this.planned.filter((candidate) => candidate !== found);
    return found.fault;
  }
}

const applies = (fault: Fault, call: Call): boolean =>
  fault.service === call.service &&
  (fault.operation ?? call.operation) === call.operation &&
  (fault.caller ?? call.caller) === call.caller &&
  (fault.match?.(call) ?? true);

import * as z from 'zod';
import { parseRecord } from '../json.ts';
import { usage } from '../run/function-runner.ts';
import type { Clock } from '../clock.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Timekeeper } from '../run/timekeeper.ts';
import type { Counts } from '../counts.ts';
import { json, pem } from './answers.ts';
import type { HttpAnswer } from './answers.ts';
import type { TokenMaker } from './token-maker.ts';

export type LocalApiOptions = {
  clock: Clock;
  timekeeper: Timekeeper;
  gateway: Gateway;
  count: () => Promise<Counts>;
  /** Stands in for PayPal's. */
  certificate: string;
  tokens: TokenMaker;
};

type Run = (body: Buffer, authorization: string | undefined) => Promise<HttpAnswer> | HttpAnswer;

const DURATION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const UNITS = [604_800_000, 86_400_000, 3_600_000, 60_000, 1000];

const request = z.union([
  z.strictObject({ advance: z.string().regex(DURATION).regex(/\d/) }),
  z.strictObject({ now: z.iso.datetime({ offset: true }) }),
]);

/** Far enough for every leap rule. Where the runtime's dates end, tokens and signatures would fail for good. */
const LATEST = Date.UTC(2200, 0, 1) - 1;

/** What only the local system has: its clock, settling, and the log of requests to AWS. Only making tokens needs one. */
export class LocalApi {
  private readonly options: LocalApiOptions;

  constructor(options: LocalApiOptions) {
    this.options = options;
  }

  async handle(route: string, body: Buffer, authorization: string | undefined): Promise<HttpAnswer> {
    const run = this.routes[route];
    return run ? run(body, authorization) : json(404, { message: 'Not Found' });
  }

  private readonly routes: Record<string, Run> = {
    'GET /local/clock': () => this.tell(),
    'POST /local/clock': (body) => this.move(body),
    'POST /local/settle': async () => {
      await this.options.timekeeper.settle();
      return json(200, await this.options.count());
    },
    'POST /local/token': (body, authorization) => this.options.tokens.make(authorization, body),
    'GET /local/paypal-cert.pem': () => pem(this.options.certificate),
    'GET /local/requests': () =>
      json(200, { requests: this.options.gateway.requests.summary(), process: usage() }),
    'DELETE /local/requests': () => {
      this.options.gateway.requests.clear();
      return json(200, {});
    },
  };

  /** `until`: where time is being moved to. */
  private tell(): HttpAnswer {
    const { clock, timekeeper } = this.options;
    const until = timekeeper.target === undefined ? undefined : new Date(timekeeper.target).toISOString();
    return json(200, { now: clock.date().toISOString(), until });
  }

  private async move(body: Buffer): Promise<HttpAnswer> {
    const wish = request.safeParse(parseRecord(body.toString()));
    if (!wish.success) {
      return json(400, { message: 'Send {"advance":"P14D"} or {"now":"2027-02-28T08:00:00Z"}.' });
    }
    const { clock, timekeeper, count } = this.options;
    const now = clock.now();
    const target = 'now' in wish.data ? Date.parse(wish.data.now) : now + lengthOf(wish.data.advance);
    if (target < now)
      return json(409, { message: 'Time only moves forward.', now: new Date(now).toISOString() });
    if (target > LATEST)
      return json(400, { message: 'Time can be moved to the end of the year 2199 and no further.' });
    const ran = await timekeeper.advance(target);
    return json(200, { now: clock.date().toISOString(), ran, settled: await count() });
  }
}

/** Milliseconds of an ISO duration of weeks, days (24 h each) and times. */
function lengthOf(duration: string): number {
  const parts = DURATION.exec(duration)?.slice(1) ?? [];
  return parts.reduce((sum, part, at) => sum + Number(part ?? 0) * (UNITS[at] ?? 0), 0);
}

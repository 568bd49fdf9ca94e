import { fork } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { startCloud } from '../helpers/cloud.ts';
import { writePast } from '../helpers/past.ts';

const ORDERS = 5;
/** `longest`: seconds of the longest of the calls; the API waits for 28. */
export type Taken = { ours: Cost; bare: Cost; longest: number };
/** Seconds by the clock, and of one core in the function. */
export type Cost = { took: number; cpu: number };

/**
 * The recorded events of a month once more, through the API as the CLI asks it, beside the bare reading of them; each of
 * the orders had its thanks, so that what would be sent is compared with what was. The functions run in a process of their
 * own, as they do locally; the emulators share the machine with them.
 */
export async function benchReplay(rounds: number, events: number): Promise<void> {
  const cloud = await startCloud();
  try {
    cloud.use('jobs');
    process.env['LOG_LEVEL'] = 'silent';
    const jobs = await import('../../functions/jobs/handler.ts');
    await jobs.handler({ job: 'seed-demo' });
    cloud.use('console');
    const people = events / ORDERS;
    console.log(`\nReplay of ${events} events of ${people} people, who were sent ${events} mails\n`);
    const from = performance.now();
    await writePast(cloud, { people, orders: ORDERS, now: Date.now() });
    console.log(`  written in ${((performance.now() - from) / 1000).toFixed(0)} s`);
    print(await runWorker(events, Math.min(rounds, 3)), events);
  } finally {
    await cloud.stop();
  }
}

async function runWorker(events: number, rounds: number): Promise<Taken[]> {
  const worker = fork(resolve(import.meta.dirname, 'replay-worker.ts'), [String(events)], { execArgv: [] });
  try {
    const taken: Taken[] = [];
    while (taken.length < rounds) {
      worker.send('go');
      const [one] = (await Promise.race([once(worker, 'message'), ended(worker)])) as [Taken];
      taken.push(one);
      const { ours, bare, longest } = one;
      console.log(
        `  round ${taken.length}: ${spell(ours)}, longest call ${longest.toFixed(1)} s; bare ${spell(bare)}; load average ${loadavg()[0]?.toFixed(1)}`,
      );
    }
    return taken;
  } finally {
    worker.kill();
  }
}

async function ended(worker: ReturnType<typeof fork>): Promise<never> {
  const [code] = (await once(worker, 'exit')) as [unknown];
  throw new Error(`The worker ended with ${String(code)}.`);
}

const spell = ({ took, cpu }: Cost): string => `${took.toFixed(1)} s (CPU ${cpu.toFixed(1)} s)`;

function print(taken: readonly Taken[], events: number): void {
  const spread = (of: (one: Taken) => number, digits: number): string => {
    const all = taken.map(of).toSorted((a, b) => a - b);
    return `${all[Math.floor(all.length / 2)]?.toFixed(digits)} (${all[0]?.toFixed(digits)} to ${all.at(-1)?.toFixed(digits)})`;
  };
  console.log(`replay: ${spread(({ ours }) => ours.took, 1)} s over ${taken.length} rounds; aim < 60 s for 100,000
  ${spread(({ ours }) => events / ours.took, 0)} events a second; ${spread(({ ours }) => (ours.cpu / events) * 1000, 3)} ms CPU each
  ${spread(({ ours, bare }) => ours.took / bare.took, 2)} × the bare reading of the same pages by the SDK, which takes ${spread(({ bare }) => bare.took, 1)} s`);
}

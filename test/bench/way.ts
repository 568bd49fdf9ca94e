import { readFile, readdir } from 'node:fs/promises';
import { newOrder, purchase, signedStandard } from '../helpers/shop.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

/** Figures of Parcelvoy on a machine of the same kind, measured once: mails a second, CPU seconds per 1,000 mails. */
const PARCELVOY = { perSecond: 25, cpuPer1000: 58 };

const BURST = 1500;
const CLIENTS = 8;
const RATE = 30;
const SECONDS = 15;

/** The whole local system from outside: webhooks in over HTTP, mails out, every process counted. */
export async function benchWay(): Promise<void> {
  const system = await startSystem();
  try {
    await burst(system, 200);
    const steady = await atRate(system);
    const fast = await burst(system, BURST);
    const percent = (of: number): string =>
      `${(steady[Math.floor(steady.length * of)] ?? Number.NaN).toFixed(0)} ms`;
    console.log(`
The whole local system, webhook to inbox, all its processes counted

at ${RATE} webhooks a second for ${SECONDS} s, webhook to mail: median ${percent(0.5)}, 95 % ${percent(0.95)}, 99 % ${percent(0.99)}  (aim: median under 200 ms)
${BURST} at once by ${CLIENTS} clients: ${fast.perSecond.toFixed(0)} mails a second, ${fast.cpuPer1000.toFixed(1)} CPU seconds per 1,000 mails
beside Parcelvoy's ${PARCELVOY.perSecond} mails a second and ${PARCELVOY.cpuPer1000} CPU seconds (another run, same kind of machine):
  ${(fast.perSecond / PARCELVOY.perSecond).toFixed(1)} × the mails a second (aim ≥ 4), ${(fast.cpuPer1000 / PARCELVOY.cpuPer1000).toFixed(2)} × the CPU (aim ≤ 0.33)`);
  } finally {
    await system.stop();
  }
}

async function post(system: TestSystem, order: ReturnType<typeof newOrder>): Promise<void> {
  const now = new Date().toISOString();
  const { body, headers } = signedStandard(purchase(order, now), now);
  const { status, text } = await system.post('/hooks/demo/standard-webhooks', body, headers);
  if (status !== 202) throw new Error(`${status} ${text}`);
}

async function untilMails(system: TestSystem, count: number): Promise<void> {
  const deadline = performance.now() + 120_000;
  while ((await readdir(`${system.data}/mail`)).filter((name) => name.endsWith('.json')).length < count) {
    if (performance.now() > deadline) throw new Error('The mails did not come.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const countMails = async (system: TestSystem): Promise<number> =>
  (await readdir(`${system.data}/mail`).catch(() => [])).filter((name) => name.endsWith('.json')).length;

async function burst(system: TestSystem, size: number): Promise<{ perSecond: number; cpuPer1000: number }> {
  const before = {
    mails: await countMails(system),
    cpu: await cpuOfGroup(system.pid),
    at: performance.now(),
  };
  const orders = Array.from({ length: size }, () => newOrder());
  let next = 0;
  const client = async (): Promise<void> => {
    for (let order = orders[next++]; order; order = orders[next++]) await post(system, order);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  await untilMails(system, before.mails + size);
  const seconds = (performance.now() - before.at) / 1000;
  const cpu = (await cpuOfGroup(system.pid)) - before.cpu;
  return { perSecond: size / seconds, cpuPer1000: (cpu / size) * 1000 };
}

/** Milliseconds from webhook to mail, sorted. */
async function atRate(system: TestSystem): Promise<number[]> {
  const before = await countMails(system);
  const posted = new Map<string, number>();
  const pending: Promise<void>[] = [];
  const start = performance.now();
  for (let n = 0; n < RATE * SECONDS; n++) {
    const wait = start + (n * 1000) / RATE - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const order = newOrder();
    posted.set(order.email, Date.now());
    pending.push(post(system, order));
  }
  await Promise.all(pending);
  await untilMails(system, before + RATE * SECONDS);
  const mails = await system.mails();
  return mails
    .flatMap(({ raw, at }) => {
      const to = /^To: (.+?)\r?$/m.exec(raw.toString())?.[1] ?? '';
      const since = posted.get(to);
      return since === undefined ? [] : [Date.parse(at) - since];
    })
    .toSorted((a, b) => a - b);
}

/** CPU seconds of all processes of the group so far; the kernel counts in hundredths. */
async function cpuOfGroup(group: number): Promise<number> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const ticks = await Promise.all(
    processes.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return Number(fields[2]) === group ? Number(fields[11]) + Number(fields[12]) : 0;
    }),
  );
  return ticks.reduce((sum, each) => sum + each, 0) / 100;
}

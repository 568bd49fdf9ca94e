import { mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCloudParts } from './cloud.ts';
import type { Cloud } from './cloud.ts';
import { countAll } from './counts.ts';
import type { DataFolder } from './data-folder.ts';
import { Inbox } from './engines/inbox.ts';
import { Front } from './front/front.ts';
import { LocalApi } from './front/local-api.ts';
import { EVERYTHING, Operator } from './front/operator.ts';
import { TokenMaker } from './front/token-maker.ts';
import { keepCertificate } from './paypal-certificate.ts';
import { FunctionRunner } from './run/function-runner.ts';
import { endLeases } from './leases.ts';
import { QueueMapping } from './run/queue-mapping.ts';
import { Schedule } from './run/schedule.ts';
import { Timekeeper } from './run/timekeeper.ts';
import { sweepExpired } from './sweep.ts';
import { assetFolder } from './template/assembly.ts';

export type SystemOptions = {
  folder: DataFolder;
  port: number;
  inboxPort: number;
  say: (line: string) => void;
};

export type System = {
  cloud: Cloud;
  url: string;
  port: number;
  inboxPort: number;
  token: string;
  /** Rejects when an engine ends by itself. */
  failed: Promise<never>;
  invoke: (room: string, event: unknown) => Promise<unknown>;
  settle: () => Promise<void>;
  /** Lets requests in; before, `/health` answers 503. */
  open: () => void;
  stop: () => Promise<void>;
};

/** The room that releases what is due. */
const RELEASER = 'dispatch';
const SWEEP_EVERY = 3_600_000;

/** Starts the whole system on the data folder. Ports are taken first, so that a taken one is told at once. */
export async function startSystem({ folder, port, inboxPort, say }: SystemOptions): Promise<System> {
  const front = new Front();
  const frontPort = await front.listen(port);
  const url = `http://localhost:${frontPort}`;
  const mailFolder = folder.file('mail');
  const inbox = await Inbox.start(inboxPort, mailFolder).catch(async (error: unknown) => {
    await front.stop();
    throw error;
  });
  const cloud = await startCloudParts({
    data: folder.path,
    front: url,
    enforce: true,
    say,
    mailAccepted: ({ messageId }) => inbox.add(messageId),
  }).catch(async (error: unknown) => {
    await Promise.all([front.stop(), inbox.stop()]);
    throw error;
  });
  const { runners, mappings, timekeeper } = runTemplate(cloud, folder.file('log'), say);
  const runnerOf = (room: string): FunctionRunner => {
    const runner = runners.find((candidate) => candidate.room === room);
    if (!runner) throw new Error(`The template holds no function ${room}.`);
    return runner;
  };
  const operator = await Operator.open(folder.file('operator-key.json'), cloud.clock.date);
  const authorizer = cloud.model.routes.find((route) => route.authorizer)?.authorizer;
  const token = authorizer ? await operator.sign(authorizer, [EVERYTHING]) : '';
  writeFileSync(folder.file('token'), token, { mode: 0o600 });
  writePorts(folder.file('ports.json'), {
    port: frontPort,
    inboxPort: inbox.port,
    gateway: cloud.gateway.url,
  });
  const sweep = setInterval(() => {
    sweepExpired(cloud.client, cloud.model.tables, cloud.clock.now()).catch(() => undefined);
  }, SWEEP_EVERY).unref();

  return {
    cloud,
    url,
    token,
    port: frontPort,
    inboxPort: inbox.port,
    failed: cloud.dynamo.failed,
    invoke: async (room, event) => {
      const outcome = await runnerOf(room).invoke(event);
      if (!outcome.ok) throw new Error(`${room}: ${outcome.message}`);
      return outcome.value;
    },
    settle: () => timekeeper.settle(),
    open: () => {
      const local = new LocalApi({
        clock: cloud.clock,
        timekeeper,
        gateway: cloud.gateway,
        count: () => countAll(cloud),
        tokens: new TokenMaker(operator, authorizer),
        certificate: keepCertificate(folder.file('paypal-cert.pem'), folder.file('paypal-key.pem')),
      });
      const called = (room: string): FunctionRunner => {
        timekeeper.forgetIdle();
        return runnerOf(room);
      };
      const { model, tracked } = cloud;
      front.serveWith({ model, runnerOf: called, operator, local, tracked, now: cloud.clock.date });
      for (const mapping of mappings) mapping.wake();
      timekeeper.start();
    },
    stop: async () => {
      clearInterval(sweep);
      await front.stop();
      timekeeper.stop();
      for (const mapping of mappings) mapping.stop();
      await untilQuiet(runners);
      await Promise.all([...runners.map((runner) => runner.stop()), inbox.stop()]);
      await cloud.stop();
    },
  };
}

function runTemplate(cloud: Cloud, logFolder: string, say: (line: string) => void) {
  mkdirSync(logFolder, { recursive: true });
  const runners = cloud.model.functions.map(
    (model) =>
      new FunctionRunner({
        model,
        asset: assetFolder(cloud.assembly, model.Code.S3Key),
        env: cloud.envOf(model.room),
        clock: cloud.clock.shared,
        print: openLog(join(logFolder, `${model.room}.log`)),
        say,
      }),
  );
  const find = (room: string) => runners.filter((runner) => runner.room === room);
  const mappings = cloud.model.mappings.flatMap((model) =>
    find(model.functionRoom).map((runner) => {
      const timeout = cloud.model.functions.find(({ room }) => room === model.functionRoom)?.Timeout ?? 30;
      return new QueueMapping(model, cloud.queues, { runner, timeout });
    }),
  );
  const byQueue = new Map(mappings.map((mapping) => [mapping.queueName, mapping]));
  cloud.queues.onReady = (name) => byQueue.get(name)?.wake();
  const schedules = cloud.model.rules
    .filter(({ ScheduleExpression }) => ScheduleExpression !== undefined)
    .flatMap((rule) => {
      const target = cloud.model.functions.find(({ arn }) => arn === rule.Targets[0]?.Arn);
      return find(target?.room ?? '').map(
        (runner) =>
          new Schedule(rule, runner, {
            now: cloud.clock.now(),
            ...(runner.room === RELEASER && { watch: cloud.dueWatch }),
          }),
      );
    });
  const { clock } = cloud;
  const timekeeper = new Timekeeper({
    clock,
    schedules,
    mappings,
    queues: cloud.queues,
    runners,
    releaser: RELEASER,
    endLeases: () => cloud.leaseWatch.end(() => endLeases(cloud.client, cloud.model.tables, clock.now())),
    say,
  });
  for (const part of [...runners, ...mappings]) part.onRest = timekeeper.noteRest;
  return { runners, mappings, timekeeper };
}

/** Opened once: functions print several lines for each message. */
function openLog(path: string): (text: string) => void {
  const file = openSync(path, 'a');
  return (text) => void writeSync(file, text);
}

/** For scripts that let the system choose its ports. */
function writePorts(path: string, ports: Record<string, unknown>): void {
  writeFileSync(path, `${JSON.stringify({ pid: process.pid, ...ports })}\n`);
}

/** Calls under way may finish; what they leave in a queue is done at the next start. */
async function untilQuiet(runners: FunctionRunner[]): Promise<void> {
  const deadline = performance.now() + 5000;
  while (runners.some(({ active }) => active > 0) && performance.now() < deadline) await sleep(10);
}

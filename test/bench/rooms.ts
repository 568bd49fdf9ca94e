import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { startCloud, type TestCloud } from '../helpers/cloud.ts';
import { synthesise } from '../../infra/synth.ts';
import type { Round } from './spread.ts';
import { printRounds } from './spread.ts';

type Ask = { drain: string } | { clearCounts: true } | { counts: true } | { done: Report };
type Report = {
  webhook: Round[];
  followUp: Round[];
  followUps: number;
  counts: Record<string, { count: number; capacity: number }>;
};

/** Functions and opponent run in a process of their own, so that no emulator's work is counted as theirs. */
export async function benchRooms(rounds: number): Promise<void> {
  await synthesise('dev');
  const cloud = await startCloud({ tellCapacity: true });
  for (const room of ['jobs', 'receive', 'plan', 'dispatch', 'send', 'observe']) cloud.use(room);
  try {
    const report = await runWorker(cloud, rounds);
    console.log(`\nOne core's time in the functions, emulators apart, ${rounds} rounds in turn\n`);
    printRounds('webhook acknowledged (verify, translate, put on the bus)', report.webhook, 1.5);
    printRounds('webhook to inbox and feedback (receive, plan, send, observe)', report.followUp, 2);
    printCounts(report);
  } finally {
    await cloud.stop();
  }
}

async function runWorker(cloud: TestCloud, rounds: number): Promise<Report> {
  const child = fork(resolve(import.meta.dirname, 'rooms-worker.ts'), [String(rounds)], {
    env: { ...process.env, LOG_LEVEL: 'silent' },
    execArgv: [],
  });
  try {
    return await new Promise<Report>((done, failed) => {
      child.on('message', (ask: Ask) => {
        if ('done' in ask) done(ask.done);
        else child.send({ answer: answer(cloud, ask) });
      });
      void once(child, 'exit').then(([code]) => failed(new Error(`The worker ended with ${String(code)}.`)));
    });
  } finally {
    child.kill();
  }
}

function answer(cloud: TestCloud, ask: Exclude<Ask, { done: Report }>): unknown {
  if ('drain' in ask) {
    const bodies = cloud.queueMessages(ask.drain);
    cloud.emptyQueue(ask.drain);
    return bodies;
  }
  if ('clearCounts' in ask) cloud.gateway.requests.clear();
  return cloud.gateway.requests.summary();
}

const WRITES = /\/(PutItem|UpdateItem|DeleteItem|BatchWriteItem|TransactWriteItems)$/;
const READS = /\/(GetItem|BatchGetItem|Query|Scan|TransactGetItems)$/;

function printCounts({ counts, followUps }: Report): void {
  const table = Object.entries(counts).filter(([name]) => name.includes('/dynamodb/'));
  const requests = table.reduce((sum, [, { count }]) => sum + count, 0);
  const units = (kind: RegExp): string => {
    const ofKind = table.filter(([name]) => kind.test(name));
    return (ofKind.reduce((sum, [, { capacity }]) => sum + capacity, 0) / followUps).toFixed(1);
  };
  console.log(
    `\nDynamoDB per follow-up sent: ${(requests / followUps).toFixed(2)} requests, ` +
      `${units(WRITES)} write units, ${units(READS)} read units`,
  );
  for (const [name, { count, capacity }] of table)
    console.log(
      `  ${name.split('/').at(-1)?.padEnd(20)} ${(count / followUps).toFixed(2)} requests ${(capacity / followUps).toFixed(1)} units`,
    );
}

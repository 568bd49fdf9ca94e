import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { SentMail } from '../../infra/local/gateway/sent-mail.ts';
import type { TestCloud } from '../helpers/cloud.ts';
import { startCloud } from '../helpers/cloud.ts';
import { type Tally, roughen, sendAll, takeQueued, tally, writeDue } from '../helpers/rough-send.ts';
import { makeBatch } from '../helpers/rooms.ts';
import { type Called, type Room, startRoom } from './room.ts';
import { type Round, summarise } from './spread.ts';

/** As many containers as the queue of `send` may have. */
const SENDERS = 5;
/** Mails of one measured round. */
const ROUND = 500;
const RATE = 10_000;

type Fleet = { dispatch: Room; senders: Room[]; observe: Room; bare: Room };

/** What `send` costs beside a bare loop, and what becomes of very many follow-ups when SES is rough. */
export async function benchSend(rounds: number, size: number): Promise<void> {
  const taken: string[] = [];
  const mailAccepted = ({ destinations }: SentMail) => void taken.push(...destinations);
  const cloud = await startCloud({ quota: { rate: RATE }, mailAccepted });
  const rooms: Room[] = [];
  const start = async (room: string, instead?: string): Promise<Room> => {
    const started = await startRoom(cloud, room, instead);
    rooms.push(started);
    return started;
  };
  try {
    cloud.use('send');
    const jobs = await start('jobs');
    await jobs.call({ at: new Date().toISOString(), event: { job: 'seed-demo' } });
    const senders = await Promise.all(Array.from({ length: SENDERS }, () => start('send')));
    const fleet: Fleet = {
      dispatch: await start('dispatch'),
      senders,
      observe: await start('observe'),
      bare: await start('send', join(import.meta.dirname, 'bare-send.ts')),
    };
    await calm(cloud, { fleet, rounds, size });
    await rough(cloud, { fleet, size, taken });
  } finally {
    for (const room of rooms) room.stop();
    await cloud.stop();
  }
}

/** One sender and one bare loop in turn, each in a process of its own, ten mails on their way at a time. */
async function calm(
  cloud: TestCloud,
  { fleet, rounds, size }: { fleet: Fleet; rounds: number; size: number },
): Promise<void> {
  const [sender] = fleet.senders;
  if (!sender) return;
  const from = Temporal.Now.instant().add({ minutes: 2 });
  await writeDue(cloud, range(size, size + (rounds + 1) * ROUND), from);
  const bodies: string[] = [];
  for (let second = 0; bodies.length < (rounds + 1) * ROUND; second++) {
    await fleet.dispatch.call({ at: from.add({ seconds: second }).toString() });
    bodies.push(...takeQueued(cloud, 'send'));
  }
  // The clock goes on with the real one: whoever counts how long a connection has idled must not be misled.
  const began = performance.now();
  const at = (): string => from.add({ milliseconds: Math.round(performance.now() - began) }).toString();
  const ours = (part: string[]) => sender.call({ at: at(), event: makeBatch(part) });
  // Both are warm before anything is measured.
  await ours(bodies.splice(0, ROUND));
  const raw = (await cloud.mails())[0]?.raw.toString('base64');
  if (raw === undefined) throw new Error('Nothing was sent in time: too much else runs on this machine.');
  const theirs = () => fleet.bare.call({ at: at(), event: { mails: ROUND, raw } });
  await theirs();
  const measured: Round[] = [];
  while (bodies.length > 0)
    measured.push({
      ours: (await ours(bodies.splice(0, ROUND))).seconds / ROUND,
      theirs: (await theirs()).seconds / ROUND,
    });
  const { ours: our, theirs: bare, ratio, lowest, highest } = summarise(measured);
  console.log(
    `\nMails a second, one sender, an SES that works\n` +
      `  ${(1 / our).toFixed(0)} beside ${(1 / bare).toFixed(0)} of a bare loop that keeps no record: ` +
      `each takes ${ratio.toFixed(2)} × as long (${lowest.toFixed(2)} to ${highest.toFixed(2)} over ${measured.length} rounds)`,
  );
  cloud.emptyQueue('observe');
}

async function rough(
  cloud: TestCloud,
  { fleet, size, taken }: { fleet: Fleet; size: number; taken: readonly string[] },
): Promise<void> {
  const from = Temporal.Now.instant().add({ hours: 1 });
  await writeDue(cloud, range(0, size), from);
  roughen(cloud);
  cloud.gateway.requests.clear();
  const began = performance.now();
  const minutes = await sendAll(cloud, {
    from,
    dispatch: async (at) => void (await fleet.dispatch.call({ at: at.toString() })),
    send: async (bodies, at) => {
      await Promise.all(
        fleet.senders.map((room, nth) => {
          const part = bodies.filter((_, index) => index % SENDERS === nth);
          return room.call({ at: at.toString(), event: makeBatch(part) });
        }),
      );
    },
  });
  const seconds = (performance.now() - began) / 1000;
  const asked = cloud.gateway.requests.count({ service: 'ses', operation: 'SendRawEmail' });
  const parked = await tally(cloud, { size, taken });
  console.log(
    `\n${size} follow-ups, ${SENDERS} senders; SES throttles 5 %, does not answer 2 % in time, resets 1 % of ${asked} calls\n` +
      `  ${(parked.sent / seconds).toFixed(0)} mails a second, time-outs waited for; ${minutes} minutes of the clock\n` +
      lineOf('before any report of SES', parked),
  );
  cloud.gateway.faults.clear();
  const reports = takeQueued(cloud, 'observe');
  const at = from.add({ minutes }).toString();
  const again = await deliverAll(reports, (event) => fleet.observe.call({ at, event }));
  if (again > 0) console.log(`  ${again} reports were delivered once more`);
  const end = await tally(cloud, { size, taken });
  console.log(lineOf('after the reports', end));
  console.log('aim: none twice, none lost, none waits; after the reports SES has none of the parked');
  if (end.twice + end.lost + end.waiting + end.hidden > 0) process.exitCode = 1;
}

/** Reports at a time; all at once would keep each other waiting for longer than a request may take. */
const BATCH = 100;
const answered = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

/** As a queue delivers: what came back is delivered again. Answers how many did. */
async function deliverAll(
  bodies: readonly string[],
  call: (event: SQSEvent) => Promise<Called>,
): Promise<number> {
  const left = [...bodies];
  let again = 0;
  while (left.length > 0) {
    const event = makeBatch(left.splice(0, BATCH));
    const { batchItemFailures } = answered.parse((await call(event)).value);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    left.push(...event.Records.filter(({ messageId }) => failed.has(messageId)).map(({ body }) => body));
    again += failed.size;
  }
  return again;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

const lineOf = (when: string, { sent, unknown, hidden, waiting, twice, lost }: Tally): string =>
  `  ${when.padEnd(26)} ${sent} sent, ${unknown} parked (SES has ${hidden} of them), ${waiting} wait, ${twice} twice, ${lost} lost`;

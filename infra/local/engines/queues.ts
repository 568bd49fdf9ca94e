import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
// Its public starter listens on every network interface of the machine; the parts behind it let the gateway be the only door.
import { PersistenceManager } from '../../../node_modules/fauxqs/dist/persistence.js';
import { SnsStore } from '../../../node_modules/fauxqs/dist/sns/snsStore.js';
import { SqsStore } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import type { SqsQueue } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import { answerSqs } from './sqs-actions.ts';
import { textOf } from '../json.ts';
import type { QueueModel } from '../template/model.ts';
import type { Answer, Call } from '../gateway/call.ts';

/** Milliseconds of a delay that settling waits for. */
const SOON = 15_000;

export type Queue = SqsQueue;
export type TakenMessage = { id: string; receipt: string; body: string; attributes: Record<string, string> };

/**
 * The queues of the template on the SQS emulator, in this process and on disk.
 * `onReady(name)` is called whenever a message may have become visible.
 */
export class Queues {
  onReady: (name: string) => void = () => undefined;
  private readonly store = new SqsStore();
  private readonly persistence: PersistenceManager;
  private readonly timer: NodeJS.Timeout;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.persistence = new PersistenceManager(folder);
    releaseInFlight(join(folder, 'fauxqs.db'));
    relaxSync(this.persistence);
    this.persistence.loadSqsAndSns(this.store, new SnsStore());
    this.store.persistence = this.persistence;
    for (const queue of this.store.allQueues()) queue.persistence = this.persistence;
    // Delays and visibility time-outs end by themselves; the emulator only looks when it is asked.
    this.timer = setInterval(() => this.wakeDue(), 50).unref();
  }

  /** Makes the queues of the template; what is stored in them stays. */
  create(queues: QueueModel[]): void {
    for (const model of queues) {
      const attributes = {
        VisibilityTimeout: String(model.VisibilityTimeout),
        DelaySeconds: String(model.DelaySeconds),
        ...(model.FifoQueue && { FifoQueue: 'true' }),
        ...(model.RedrivePolicy && { RedrivePolicy: JSON.stringify(model.RedrivePolicy) }),
      };
      const known = this.store.getQueueByName(model.name);
      if (known) known.setAttributes(attributes);
      else this.store.createQueue(model.name, model.ref, model.arn, attributes);
    }
  }

  get(name: string): Queue {
    const queue = this.store.getQueueByName(name);
    if (!queue) throw new Error(`There is no queue ${name}.`);
    return queue;
  }

  names(): string[] {
    return [...this.store.allQueues()].map(({ name }) => name);
  }

  /** Puts a message at once on disk and in the queue. `delay` in seconds may be a fraction. */
  put(name: string, body: string, delay = 0): void {
    this.get(name).enqueue(SqsStore.createMessage(body, {}, delay));
    this.onReady(name);
  }

  /** Takes up to `max` messages; those received too often go to the dead-letter queue on the way. */
  take(name: string, max: number, visibility: number): TakenMessage[] {
    const queue = this.get(name);
    const taken: TakenMessage[] = [];
    while (taken.length < max) {
      const room = Math.min(10, max - taken.length);
      const batch = queue.dequeue(room, visibility, (arn) => this.store.getQueueByArn(arn));
      if (batch.length === 0) break;
      taken.push(...batch.map((message) => describe(message, queue)));
    }
    return taken;
  }

  /** How many messages wait, are being worked on, or are delayed. */
  count(name: string): number {
    const { messages, inflightMessages, delayedMessages } = this.get(name);
    return messages.length + inflightMessages.size + delayedMessages.length;
  }

  /** How many of them wait or are being worked on. */
  countAtHand(name: string): number {
    const { messages, inflightMessages } = this.get(name);
    return messages.length + inflightMessages.size;
  }

  /** How many of them are due within a few seconds; others are put off on purpose, like a follow-up that waits. */
  countPressing(name: string): number {
    const soon = Date.now() + SOON;
    const pressing = this.get(name).delayedMessages.filter(({ delayUntil = 0 }) => delayUntil <= soon);
    return this.countAtHand(name) + pressing.length;
  }

  /** Milliseconds until the next message that was put off comes out; Infinity when there is none. */
  untilNext(): number {
    const delays = [...this.store.allQueues()].flatMap(({ delayedMessages }) =>
      delayedMessages.map(({ delayUntil = 0 }) => delayUntil),
    );
    return Math.min(...delays) - Date.now();
  }

  /** Delays end earlier by as much as time was moved. */
  hasten(milliseconds: number): void {
    for (const { delayedMessages } of this.store.allQueues())
      for (const message of delayedMessages) message.delayUntil = (message.delayUntil ?? 0) - milliseconds;
    this.wakeDue();
  }

  /** An SQS request of a function. */
  async handle(call: Call): Promise<Answer> {
    const answer = await answerSqs(call, this.store);
    if (answer.status === 200 && call.operation.startsWith('SendMessage')) {
      const url = textOf(call.input, 'QueueUrl') ?? '';
      this.onReady(url.slice(url.lastIndexOf('/') + 1));
    }
    return answer;
  }

  stop(): void {
    clearInterval(this.timer);
    this.store.shutdown();
    this.persistence.close();
  }

  private wakeDue(): void {
    for (const queue of this.store.allQueues()) {
      if (queue.inflightMessages.size === 0 && queue.delayedMessages.length === 0) continue;
      queue.processTimers();
      if (queue.messages.length > 0) this.onReady(queue.name);
    }
  }
}

function describe(
  { MessageId, ReceiptHandle, Body }: { MessageId: string; ReceiptHandle: string; Body: string },
  queue: Queue,
): TakenMessage {
  const facts = queue.inflightMessages.get(ReceiptHandle)?.message;
  const attributes = {
    ApproximateReceiveCount: String(facts?.approximateReceiveCount ?? 1),
    ApproximateFirstReceiveTimestamp: String(facts?.approximateFirstReceiveTimestamp ?? 0),
    SentTimestamp: String(facts?.sentTimestamp ?? 0),
    SenderId: 'local',
  };
  return { id: MessageId, receipt: ReceiptHandle, body: Body, attributes };
}

/** Whoever worked on these messages is gone; the interrupted try does not count against them. */
function releaseInFlight(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(`UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL,
    approximate_receive_count = max(0, approximate_receive_count - 1) WHERE receipt_handle IS NOT NULL`);
  database.close();
}

/** Survives the death of the process, not of the machine; waiting for the disk would cost more than the work itself. */
function relaxSync(persistence: PersistenceManager): void {
  const database: unknown = Reflect.get(persistence, 'db');
  if (database instanceof DatabaseSync) database.exec('PRAGMA synchronous = NORMAL');
}

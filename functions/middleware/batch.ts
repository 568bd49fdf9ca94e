import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { Temporal } from 'temporal-polyfill';
import type { Result } from '../../shared/contract/result.ts';
import { log } from './logger.ts';

export type Turn = {
  now: Temporal.Instant;
  /** Until when (of `performance.now()`) something may be begun anew: the other half of the time is for finishing it. */
  until: number;
};

/** Milliseconds that a caller without a context has, as in a test. */
const USUAL_TIME = 30_000;

export type BatchRoom<Message, Output> = {
  room: string;
  /** The message of a record's body; a throw marks the record as poison: it goes back and, in the end, to the DLQ. */
  parse: (body: string) => Message;
  /** Messages of one key are handled one after the other, the others side by side. */
  keyOf: (message: Message) => string;
  handle: (message: Message, turn: Turn) => Promise<Result<Output>>;
  /** What is left to do once for the whole batch, with what the messages came to. It must not fail. */
  finish?: (outputs: Output[]) => Promise<void>;
};

/**
 * The one chain of every room behind a queue. Only what failed goes back: a failure that may pass, a throw, a record
 * that cannot be read. A permanent failure has been recorded by the room and is acknowledged.
 */
export function batchHandler<Message, Output>(room: BatchRoom<Message, Output>) {
  return async (
    event: SQSEvent,
    context?: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<SQSBatchResponse> => {
    const until = performance.now() + (context?.getRemainingTimeInMillis() ?? USUAL_TIME) / 2;
    const failed = new Set<string>();
    const outputs: Output[] = [];
    const lanes = new Map<string, Promise<void>>();
    for (const record of event.Records) {
      const message = read(room, record);
      if (message === undefined) {
        failed.add(record.messageId);
        continue;
      }
      const key = room.keyOf(message.value);
      const work = async (): Promise<void> => {
        const outcome = await attempt(room, { message: message.value, record, until });
        if (outcome.again) failed.add(record.messageId);
        else if (outcome.output !== undefined) outputs.push(outcome.output);
      };
      lanes.set(key, after(lanes.get(key), work));
    }
    await Promise.all(lanes.values());
    await room.finish?.(outputs);
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

async function after(turn: Promise<void> | undefined, work: () => Promise<void>): Promise<void> {
  await turn;
  await work();
}

function read<Message, Output>(
  room: BatchRoom<Message, Output>,
  record: SQSRecord,
): { value: Message } | undefined {
  try {
    return { value: room.parse(record.body) };
  } catch (error) {
    log.error('message cannot be read', error, { room: room.room, messageId: record.messageId });
    return undefined;
  }
}

async function attempt<Message, Output>(
  room: BatchRoom<Message, Output>,
  { message, record, until }: { message: Message; record: SQSRecord; until: number },
): Promise<{ again: boolean; output?: Output }> {
  const fields = { room: room.room, messageId: record.messageId };
  // Its turn came late, behind others of its key: begun now it might be cut off half-way.
  if (performance.now() >= until) return { again: true };
  try {
    const result = await room.handle(message, { now: Temporal.Now.instant(), until });
    if (result.ok) return { again: false, output: result.value };
    const { kind, retryable } = result.failure;
    log.warn('message not handled', { ...fields, failure: kind, retry: retryable });
    return { again: retryable };
  } catch (error) {
    log.error('message failed', error, fields);
    return { again: true };
  }
}

import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { Temporal } from 'temporal-polyfill';
import type { Result } from '../../shared/contract/result.ts';
import { log } from './logger.ts';

export type BatchRoom<Message> = {
  room: string;
  /** The message of a record's body; a throw marks the record as poison: it goes back and, in the end, to the DLQ. */
  parse: (body: string) => Message;
  /** Messages of one key are handled one after the other, the others side by side. */
  keyOf: (message: Message) => string;
  handle: (message: Message, now: Temporal.Instant) => Promise<Result<void>>;
};

/**
 * The one chain of every room behind a queue. Only what failed goes back: a failure that may pass, a throw, a record
 * that cannot be read. A permanent failure has been recorded by the room and is acknowledged.
 */
export function batchHandler<Message>(room: BatchRoom<Message>) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = new Set<string>();
    const lanes = new Map<string, Promise<void>>();
    for (const record of event.Records) {
      const message = read(room, record);
      if (message === undefined) {
        failed.add(record.messageId);
        continue;
      }
      const key = room.keyOf(message.value);
      lanes.set(
        key,
        after(lanes.get(key), async () => {
          if (!(await succeeds(room, message.value, record))) failed.add(record.messageId);
        }),
      );
    }
    await Promise.all(lanes.values());
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

async function after(turn: Promise<void> | undefined, work: () => Promise<void>): Promise<void> {
  await turn;
  await work();
}

function read<Message>(room: BatchRoom<Message>, record: SQSRecord): { value: Message } | undefined {
  try {
    return { value: room.parse(record.body) };
  } catch (error) {
    log.error('message cannot be read', error, { room: room.room, messageId: record.messageId });
    return undefined;
  }
}

async function succeeds<Message>(
  room: BatchRoom<Message>,
  message: Message,
  record: SQSRecord,
): Promise<boolean> {
  const fields = { room: room.room, messageId: record.messageId };
  try {
    const result = await room.handle(message, Temporal.Now.instant());
    if (result.ok) return true;
    log.warn('message not handled', {
      ...fields,
      failure: result.failure.kind,
      retry: result.failure.retryable,
    });
    return !result.failure.retryable;
  } catch (error) {
    log.error('message failed', error, fields);
    return false;
  }
}

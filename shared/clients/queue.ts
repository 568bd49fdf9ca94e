import { SQSClient, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { fail, ok, type Failure, type Result } from '../contract/result.ts';

let client: SQSClient | undefined;

/** A platform waits for the answer, as it does while the bus is written: one quick second attempt. */
function queue(): SQSClient {
  client ??= new SQSClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 800, requestTimeout: 1800, throwOnRequestTimeout: true },
  });
  return client;
}

export type Keeping = {
  url: string;
  /** Seconds until they come out, 900 at most. */
  delay?: number;
  /** How many share a request, 10 at most: together they may not be larger than one message. */
  atOnce: number;
  /** What a caller is told when they could not be kept. */
  otherwise: string;
};

/** Puts messages on a queue, as JSON. It is `ok` only when all of them are there; some may be, even if it is not. */
export async function keepOnQueue(
  messages: readonly object[],
  { url, delay = 0, atOnce, otherwise }: Keeping,
): Promise<Result<void, Failure<'queue-unavailable'>>> {
  for (let from = 0; from < messages.length; from += atOnce) {
    const Entries = messages.slice(from, from + atOnce).map((message, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(message),
      DelaySeconds: delay,
    }));
    try {
      const { Failed = [] } = await queue().send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
      if (Failed.length > 0) return fail('queue-unavailable', otherwise, { retryable: true });
    } catch (cause) {
      return fail('queue-unavailable', otherwise, { retryable: true, cause });
    }
  }
  return ok(undefined);
}

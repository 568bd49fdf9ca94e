import { SQSClient, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { requireEnv } from '../contract/env.ts';
import type { LookUpMessage } from '../contract/look-up.ts';
import { ENV } from '../contract/names.ts';
import { fail, ok, type Failure, type Result } from '../contract/result.ts';

const MOST_ENTRIES = 10;

let client: SQSClient | undefined;

/** A platform waits for the answer, as it does while the bus is written: one quick second attempt. */
function queue(): SQSClient {
  client ??= new SQSClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 800, requestTimeout: 1800, throwOnRequestTimeout: true },
  });
  return client;
}

/**
 * Puts what has to be asked for on the fetch queue; it comes out after `delay` seconds, 900 at most. It is `ok` only
 * when all of it is there: asking twice does no harm, forgetting to ask would.
 */
export async function queueLookUps(
  messages: readonly LookUpMessage[],
  delay = 0,
): Promise<Result<void, Failure<'queue-unavailable'>>> {
  for (let from = 0; from < messages.length; from += MOST_ENTRIES) {
    const Entries = messages.slice(from, from + MOST_ENTRIES).map((message, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(message),
      DelaySeconds: delay,
    }));
    try {
      const { Failed } = await queue().send(
        new SendMessageBatchCommand({ QueueUrl: requireEnv(ENV.fetchQueue), Entries }),
      );
      if (Failed && Failed.length > 0) return unavailable();
    } catch (cause) {
      return unavailable(cause);
    }
  }
  return ok(undefined);
}

const unavailable = (cause?: unknown): ReturnType<typeof fail<'queue-unavailable'>> =>
  fail('queue-unavailable', 'The webhook could not be kept; please send it again.', {
    retryable: true,
    cause,
  });

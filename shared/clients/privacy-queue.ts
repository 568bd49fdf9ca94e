import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { requireEnv } from '../contract/env.ts';
import { ENV } from '../contract/names.ts';
import type { PrivacyMessage } from '../contract/privacy.ts';
import { fail, ok, type Failure, type Result } from '../contract/result.ts';

let client: SQSClient | undefined;

/** A platform waits for the answer: one quick second attempt. */
function queue(): SQSClient {
  client ??= new SQSClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 800, requestTimeout: 1800, throwOnRequestTimeout: true },
  });
  return client;
}

/**
 * Puts requests about somebody's data, or the next slices of them, on the queue of `jobs`. It is `ok` only when all of
 * them are there; one that came twice is done once. Each goes alone, since the orders it names may fill a message.
 */
export async function queuePrivacy(
  messages: readonly PrivacyMessage[],
): Promise<Result<void, Failure<'queue-unavailable'>>> {
  for (const message of messages) {
    const command = { QueueUrl: requireEnv(ENV.privacyQueue), MessageBody: JSON.stringify(message) };
    try {
      await queue().send(new SendMessageCommand(command));
    } catch (cause) {
      return unavailable(cause);
    }
  }
  return ok(undefined);
}

const unavailable = (cause: unknown): ReturnType<typeof fail<'queue-unavailable'>> =>
  fail('queue-unavailable', 'The request could not be kept; please send it again.', {
    retryable: true,
    cause,
  });

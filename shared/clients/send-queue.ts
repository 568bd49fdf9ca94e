import { SQSClient, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { requireEnv } from '../contract/env.ts';
import type { FollowUpKey } from '../contract/follow-up.ts';
import { ENV } from '../contract/names.ts';

let client: SQSClient | undefined;

const MAX_BATCH = 10;

/** SQS delays a message by a quarter of an hour at most. */
const MAX_DELAY = 900;

/**
 * Puts the keys of follow-ups on the send queue; with a pace, so many of them become visible in each second. Answers
 * how many did not get there: nothing is lost by that, since the ledger asks again when their lease ends.
 */
export async function queueFollowUps(
  followUps: readonly FollowUpKey[],
  { perSecond = Infinity }: { perSecond?: number } = {},
): Promise<{ failed: number }> {
  client ??= new SQSClient({
    requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
  });
  let failed = 0;
  for (let from = 0; from < followUps.length; from += MAX_BATCH) {
    const Entries = followUps
      .slice(from, from + MAX_BATCH)
      .map(({ brand, contact, rule, subject }, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify({ brand, contact, rule, subject }),
        DelaySeconds: Math.min(Math.floor((from + index) / perSecond), MAX_DELAY),
      }));
    const { Failed } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: requireEnv(ENV.sendQueue), Entries }),
    );
    failed += Failed?.length ?? 0;
  }
  return { failed };
}

import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { fail, ok } from '../contract/result.ts';
import type { Seen } from '../domain/doctor/facts.ts';

let client: SQSClient | undefined;

/** About how many messages lie in a queue, those that somebody just looks at included. */
export async function loadLength(QueueUrl: string): Promise<Seen<number>> {
  client ??= new SQSClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 3000 },
  });
  try {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return ok(Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0));
  } catch (error) {
    return fail('unseen', error instanceof Error ? `${error.name}.` : 'SQS gave no reason.');
  }
}

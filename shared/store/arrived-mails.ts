import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type FollowUp, type FollowUpKey, followUp as schema } from '../contract/follow-up.ts';
import type { Arrival } from '../domain/ledger/feedback.ts';
import { MAX_TRACE } from '../domain/ledger/words.ts';
import { documents, tableName } from './client.ts';
import { keys } from './table.ts';

/**
 * Notes that a mail has arrived, in one request and without reading its follow-up, which is given as it then is.
 * `undefined` where it is not sent in this attempt, or something is known of its mail: nothing is written then.
 */
export async function noteArrival(
  key: FollowUpKey,
  { attempt, feedback, sentence }: Arrival,
): Promise<FollowUp | undefined> {
  try {
    const { Attributes } = await documents().send(
      new UpdateCommand({
        TableName: tableName(),
        Key: keys.followUp(key),
        UpdateExpression: 'SET feedback = :feedback, #trace = list_append(#trace, :said) ADD revision :one',
        ConditionExpression:
          '#state = :sent AND attempt = :attempt AND attribute_not_exists(feedback) ' +
          'AND size(#trace) < :most AND NOT contains(#trace, :sentence)',
        ExpressionAttributeNames: { '#state': 'state', '#trace': 'trace' },
        ExpressionAttributeValues: {
          ':feedback': feedback,
          ':said': [sentence],
          ':sentence': sentence,
          ':sent': 'sent',
          ':attempt': attempt,
          ':most': MAX_TRACE,
          ':one': 1,
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return schema.parse(Attributes);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

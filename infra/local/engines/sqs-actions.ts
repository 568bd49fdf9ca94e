import { SqsError } from '../../../node_modules/fauxqs/dist/common/errors.js';
import { changeMessageVisibility } from '../../../node_modules/fauxqs/dist/sqs/actions/changeMessageVisibility.js';
import { deleteMessage } from '../../../node_modules/fauxqs/dist/sqs/actions/deleteMessage.js';
import { deleteMessageBatch } from '../../../node_modules/fauxqs/dist/sqs/actions/deleteMessageBatch.js';
import { getQueueAttributes } from '../../../node_modules/fauxqs/dist/sqs/actions/getQueueAttributes.js';
import { purgeQueue } from '../../../node_modules/fauxqs/dist/sqs/actions/purgeQueue.js';
import { receiveMessage } from '../../../node_modules/fauxqs/dist/sqs/actions/receiveMessage.js';
import { sendMessage } from '../../../node_modules/fauxqs/dist/sqs/actions/sendMessage.js';
import { sendMessageBatch } from '../../../node_modules/fauxqs/dist/sqs/actions/sendMessageBatch.js';
import type { SqsStore } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import { answerError, answerJson } from '../gateway/call.ts';
import type { Answer, Call } from '../gateway/call.ts';
import type { Json } from '../json.ts';

/** What functions may ask of a queue; the emulator's own actions, without its web server in between. */
const ACTIONS: Record<string, (input: Json, store: SqsStore) => unknown> = {
  ChangeMessageVisibility: changeMessageVisibility,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  GetQueueAttributes: getQueueAttributes,
  PurgeQueue: purgeQueue,
  ReceiveMessage: receiveMessage,
  SendMessage: sendMessage,
  SendMessageBatch: sendMessageBatch,
};

/** Does an SQS request and answers in its wire format. */
export async function answerSqs({ operation, input }: Call, store: SqsStore): Promise<Answer> {
  const run = ACTIONS[operation];
  if (!run)
    return answerError('sqs', { code: 'InvalidAction', message: `${operation} is not supported locally.` });
  try {
    return answerJson((await run(input, store)) ?? {}, '1.0');
  } catch (error) {
    if (!(error instanceof SqsError)) throw error;
    const answer = answerError('sqs', { status: error.statusCode, code: error.code, message: error.message });
    return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': error.queryErrorHeader } };
  }
}

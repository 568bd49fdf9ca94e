import { statusOf } from '../../middleware/error-map.ts';
import type { Operation } from '../resource.ts';
import { refTo } from './schemas.ts';

type Answer = { description: string; schema: 'Problem' | 'GatewayError' };

/** How an operation may be refused, by status. */
const ANSWERS: Readonly<Record<number, Answer>> = {
  400: { description: 'What was sent is not what this call takes; `detail` says where.', schema: 'Problem' },
  401: { description: 'There is no token, or not one of this system.', schema: 'GatewayError' },
  403: { description: 'The token does not open this for this brand.', schema: 'Problem' },
  404: { description: 'There is no such thing in this brand.', schema: 'Problem' },
  409: {
    description: 'Something was changed meanwhile, or is not in a state for this; both sides stand beside.',
    schema: 'Problem',
  },
  413: { description: 'The body is larger than this call takes.', schema: 'Problem' },
  429: {
    description: 'Too many requests at once; nothing was done, try again a little later.',
    schema: 'GatewayError',
  },
  500: { description: 'Something of ours failed; `requestId` leads to its log lines.', schema: 'Problem' },
  502: { description: 'The platform behind the source failed or refused.', schema: 'Problem' },
  503: { description: 'A part of the system cannot be reached just now; try again.', schema: 'Problem' },
};

/** Any call may meet these. */
const ALWAYS = [400, 401, 403, 429, 500];

const requestId = {
  'apigw-requestid': { description: 'The id of this request in the logs.', schema: { type: 'string' } },
};

const nameOf = (status: number): string => `Refused${status}`;

/** Of an operation: its success and whatever it may be refused with. */
export function responsesOf(operation: Operation, answer: object, hasTag: boolean): Record<string, unknown> {
  const kinds = (operation.refusals ?? []).map(statusOf);
  const statuses = [...new Set([...ALWAYS, ...(operation.body ? [413] : []), ...kinds])].sort(
    (a, b) => a - b,
  );
  const etag = {
    etag: {
      description: 'The revision, for `If-Match` of the next edit.',
      schema: { type: 'string', pattern: '^"[0-9]+"$' },
    },
  };
  return {
    [operation.status ?? 200]: {
      description: 'Done.',
      headers: { ...requestId, ...(hasTag && etag) },
      content: { 'application/json': { schema: answer } },
    },
    ...Object.fromEntries(
      statuses.map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]),
    ),
  };
}

export const sharedResponses = (): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(ANSWERS).map(([status, { description, schema }]) => {
      const type = schema === 'Problem' ? 'application/problem+json' : 'application/json';
      const content = { [type]: { schema: refTo(schema) } };
      return [nameOf(Number(status)), { description, headers: requestId, content }];
    }),
  );

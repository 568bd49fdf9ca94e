import { statusOf } from '../../middleware/error-map.ts';
import type { Operation } from '../resource.ts';
import { refTo } from './schemas.ts';

type Answer = { description: string; schemas: readonly ('Problem' | 'GatewayError')[] };

/** How an operation may be refused, by status. */
const ANSWERS: Readonly<Record<number, Answer>> = {
  400: {
    description: 'What was sent is not what this call takes; `detail` says where.',
    schemas: ['Problem'],
  },
  401: {
    description: 'There is no token, or not one of this system; API Gateway says so itself.',
    schemas: ['GatewayError'],
  },
  403: { description: 'The token does not open this for this brand.', schemas: ['Problem'] },
  404: { description: 'There is no such thing in this brand.', schemas: ['Problem'] },
  409: {
    description: 'Something was changed meanwhile, or is not in a state for this; both sides stand beside.',
    schemas: ['Problem'],
  },
  413: {
    description: 'The body is larger than this call takes; beyond 10 MB API Gateway says so itself.',
    schemas: ['GatewayError', 'Problem'],
  },
  429: {
    description:
      'Too many requests at once: API Gateway says so itself before anything is done, and not for how long: try again a little later. As a problem: what is counted by the day is used up.',
    schemas: ['GatewayError', 'Problem'],
  },
  500: { description: 'Something of ours failed; `requestId` leads to its log lines.', schemas: ['Problem'] },
  502: { description: 'The platform behind the source failed or refused.', schemas: ['Problem'] },
  503: { description: 'A part of the system cannot be reached just now; try again.', schemas: ['Problem'] },
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
    Object.entries(ANSWERS).map(([status, { description, schemas }]) => {
      const content = schemas.map((name) => [TYPES[name], { schema: refTo(name) }]);
      return [
        nameOf(Number(status)),
        { description, headers: requestId, content: Object.fromEntries(content) },
      ];
    }),
  );

const TYPES = { Problem: 'application/problem+json', GatewayError: 'application/json' } as const;

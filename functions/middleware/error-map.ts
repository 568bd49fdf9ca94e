import { STATUS_CODES } from 'node:http';
import type { Failure } from '../../shared/contract/result.ts';
import { requestId } from './request-context.ts';

export type HttpResponse = { statusCode: number; headers?: Record<string, string>; body?: string };

/** The one place that knows which failure is which HTTP status. */
const STATUS = {
  'bad-json': 400,
  'bad-shape': 400,
  invalid: 400,
  'missing-signature': 401,
  'bad-signature': 401,
  'stale-signature': 401,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'unknown-source': 404,
  'wrong-method': 405,
  conflict: 409,
  'too-large': 413,
  'too-many': 429,
  internal: 500,
  'platform-fault': 502,
  'bus-unavailable': 503,
  'queue-unavailable': 503,
  'certificate-unavailable': 503,
} as const;

export const statusOf = (kind: HttpFailure['kind']): number => STATUS[kind];

export type HttpFailure = Failure<keyof typeof STATUS>;

const json = (statusCode: number, contentType: string, content: unknown): HttpResponse => ({
  statusCode,
  headers: { 'content-type': contentType, 'cache-control': 'no-store' },
  body: JSON.stringify(content),
});

export const jsonResponse = (statusCode: number, content: unknown): HttpResponse =>
  json(statusCode, 'application/json', content);

/** What an edit names in `If-Match`. */
export const withTag = (response: HttpResponse, revision: number): HttpResponse => ({
  ...response,
  headers: { ...response.headers, etag: `"${revision}"` },
});

/** A refusal of `/hooks`: `{"error":{"code","message"}}`. Messages are ours and never quote what was sent. */
export const refuseHook = (failure: HttpFailure): HttpResponse =>
  jsonResponse(STATUS[failure.kind], { error: { code: failure.kind, message: failure.message } });

/**
 * A refusal of `/api` as problem details (RFC 9457). It has no type of its own, so its title is that of the status; which
 * of ours it is stands in `code`, as in `/hooks`, and what else a program may read beside it, for instance `theirs`.
 */
export const refuseCall = (failure: HttpFailure): HttpResponse =>
  json(STATUS[failure.kind], 'application/problem+json', {
    type: 'about:blank',
    title: STATUS_CODES[STATUS[failure.kind]],
    status: STATUS[failure.kind],
    code: failure.kind,
    detail: failure.message,
    requestId: requestId(),
    ...failure.details,
  });

import compose from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import httpSecurityHeaders from '@middy/http-security-headers';
import * as z from 'zod';
import { refuseHook, type HttpFailure, type HttpResponse } from './error-map.ts';
import { log } from './logger.ts';
import { withRequestId } from './request-context.ts';

const texts = z.record(z.string(), z.string());

/** What we read of an HTTP API event, payload format 2.0. */
const gatewayEvent = z.object({
  rawPath: z.string().default('/'),
  headers: texts.default({}),
  queryStringParameters: texts.nullish(),
  pathParameters: texts.nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    http: z.object({ method: z.string() }),
    requestId: z.string().max(200).optional(),
    authorizer: z.object({ jwt: z.object({ claims: texts.nullish() }).optional() }).optional(),
  }),
});

export type HttpRequest = {
  /** Upper case. */
  method: string;
  path: string;
  parameters: Record<string, string>;
  query: Record<string, string>;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The bytes as they were sent, whatever encoding the gateway used to hand them over. */
  body: Buffer;
  /** Of the JWT that the gateway has checked; empty on routes without an authoriser. */
  claims: Record<string, string>;
};

export type HttpOptions = {
  /** How a throw (a bug, a broken dependency) is told: in the shape of the room's other refusals. */
  refuse?: (failure: HttpFailure) => HttpResponse;
  /** `false` where the room sends its own Content-Security-Policy, because it serves pages. */
  contentSecurityPolicy?: false;
};

const BROKEN: HttpFailure = {
  kind: 'internal',
  message: 'Something of ours failed; please try again later.',
  retryable: true,
};

/**
 * The one HTTP chain: reads the gateway's event, runs `handle`, adds security headers, and turns whatever is thrown
 * into a 500 without details. The error handler is last, so that its answer gets the headers too.
 */
export function createHttpHandler(
  handle: (request: HttpRequest) => Promise<HttpResponse>,
  options: HttpOptions = {},
): (event: unknown, context?: unknown) => Promise<HttpResponse> {
  const wrapped = compose(async (event: unknown) => handle(readRequest(event)), { timeoutEarlyInMillis: 0 })
    .use(httpSecurityHeaders(options.contentSecurityPolicy === false ? { contentSecurityPolicy: false } : {}))
    .use({ onError: (request) => void (request.response = (options.refuse ?? refuseHook)(BROKEN)) })
    .use(httpErrorHandler({ logger: (error) => log.error('request failed', error) }));
  return (event, context = {}) => withRequestId(idOf(event), () => wrapped(event, context));
}

const idOf = (event: unknown): string | undefined =>
  gatewayEvent.safeParse(event).data?.requestContext.requestId;

function readRequest(raw: unknown): HttpRequest {
  const event = gatewayEvent.parse(raw);
  const headers = Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    method: event.requestContext.http.method.toUpperCase(),
    path: event.rawPath,
    parameters: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers: Object.fromEntries(headers),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    claims: event.requestContext.authorizer?.jwt?.claims ?? {},
  };
}

import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { PLACE } from '../place.ts';
import type { Matched } from './routes.ts';

/** Content types that API Gateway hands on as text; everything else comes as base64. */
const TEXT = /^(text\/|application\/(json|javascript|xml)\b|application\/[\w.-]+\+(json|xml)\b)/i;

export type Claims = Record<string, string>;
type PayloadParts = {
  request: IncomingMessage;
  body: Buffer;
  matched: Matched;
  claims: Claims | undefined;
  now: Date;
  requestId: string;
};

/** The event of an HTTP API, payload format 2.0. */
export function makePayload({ request, body, matched, claims, now, requestId }: PayloadParts) {
  const [rawPath, rawQueryString] = splitOnce(request.url ?? '/', '?');
  const { cookie, ...headers } = joinHeaders(request);
  const routeKey = matched.route.key;
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    headers,
    ...(cookie && { cookies: cookie.split('; ') }),
    ...present('queryStringParameters', joinQuery(rawQueryString)),
    ...present('pathParameters', matched.parameters),
    requestContext: {
      accountId: PLACE.account,
      apiId: 'local',
      domainName: headers['host'] ?? 'localhost',
      domainPrefix: 'local',
      ...(claims && { authorizer: { jwt: { claims, scopes: null } } }),
      http: {
        method: request.method ?? 'GET',
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...bodyPart(headers['content-type'], body),
  };
}

/** API Gateway leaves out what is empty. */
const present = (name: string, values: Record<string, string>) =>
  Object.keys(values).length > 0 ? { [name]: values } : {};

function bodyPart(type: string | undefined, body: Buffer) {
  if (body.length === 0) return { isBase64Encoded: false };
  const isBase64Encoded = isBinary(type, body);
  return { body: body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

/** Text that is not UTF-8 would not survive as text. */
const isBinary = (type: string | undefined, body: Buffer): boolean => !TEXT.test(type ?? '') || !isUtf8(body);

/** Names in lower case, repeated headers joined by a comma, as API Gateway does. */
function joinHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  const { rawHeaders } = request;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    const separator = name === 'cookie' ? '; ' : ',';
    headers[name] = name in headers ? `${headers[name]}${separator}${value}` : value;
  }
  return headers;
}

function joinQuery(text: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    query[name] = name in query ? `${query[name]},${value}` : value;
  }
  return query;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

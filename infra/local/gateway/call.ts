import type { Json } from '../json.ts';

/** One request to AWS as a function made it, with its body read to the end. */
export type Call = {
  /** The room, or `admin` for the local system and tests. */
  caller: string;
  service: string;
  operation: string;
  headers: Record<string, string>;
  body: Buffer;
  /** The parsed body: JSON, or the form of the older protocol. */
  input: Json;
};

export type Answer = { status: number; headers?: Record<string, string>; body: string | Buffer };

/** How a service writes: JSON of one of two versions, or XML. */
export type Protocol = 'json-1.0' | 'json-1.1' | 'xml';

export const PROTOCOLS: Record<string, Protocol> = {
  dynamodb: 'json-1.0',
  sqs: 'json-1.0',
  events: 'json-1.1',
  secretsmanager: 'json-1.1',
  ses: 'xml',
  sesv2: 'json-1.1',
  monitoring: 'json-1.0',
};

export const answerJson = (value: unknown, version: '1.0' | '1.1' = '1.1'): Answer => ({
  status: 200,
  headers: { 'content-type': `application/x-amz-json-${version}` },
  body: JSON.stringify(value),
});

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export type WireError = { status?: number; code: string; message?: string; extra?: Json };

/** An error as the SDK of that service reads it. */
export function answerError(service: string, error: WireError): Answer {
  const { status = 400, code, message = code, extra = {} } = error;
  if (PROTOCOLS[service] === 'xml') {
    const type = status >= 500 ? 'Receiver' : 'Sender';
    return {
      status,
      headers: { 'content-type': 'text/xml' },
      body:
        `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>${type}</Type>` +
        `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>` +
        '<RequestId>local</RequestId></ErrorResponse>',
    };
  }
  return {
    status,
    headers: {
      'content-type': `application/x-amz-${PROTOCOLS[service] ?? 'json-1.1'}`,
      'x-amzn-errortype': code,
    },
    body: JSON.stringify({ __type: `com.amazonaws.${service}#${code}`, message, Message: message, ...extra }),
  };
}

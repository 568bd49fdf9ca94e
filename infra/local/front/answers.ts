import { isRecord, textOf } from '../json.ts';

export type HttpAnswer = { status: number; headers: Record<string, string | string[]>; body: Buffer };

/** What a function's return value means to API Gateway; anything without a status is the body itself. */
export function readAnswer(value: unknown): HttpAnswer {
  if (!isRecord(value) || typeof value['statusCode'] !== 'number') {
    const body = typeof value === 'string' ? value : JSON.stringify(value ?? null);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  }
  const given = isRecord(value['headers']) ? value['headers'] : {};
  const headers: HttpAnswer['headers'] = {};
  for (const [name, header] of Object.entries(given)) headers[name.toLowerCase()] = String(header);
  const cookies: unknown = value['cookies'];
  if (Array.isArray(cookies)) headers['set-cookie'] = cookies.map(String);
  const encoding = value['isBase64Encoded'] === true ? 'base64' : 'utf8';
  return { status: value['statusCode'], headers, body: Buffer.from(textOf(value, 'body') ?? '', encoding) };
}

export const json = (status: number, value: unknown): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(`${JSON.stringify(value)}\n`),
});

export const pem = (text: string): HttpAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-pem-file' },
  body: Buffer.from(text),
});

/** API Gateway's own errors look like this. */
export const plain = (status: number, message: string): HttpAnswer => json(status, { message });

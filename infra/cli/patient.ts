import { once } from 'node:events';
import { IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';

/** The same as `fetch` for a request with a plain body, without a limit of how long the answer may take. */
export async function askPatiently(
  url: string,
  { method = 'GET', headers, body }: RequestInit,
): Promise<Response> {
  const make = url.startsWith('https:') ? httpsRequest : httpRequest;
  const request = make(url, { method, headers: Object.fromEntries(new Headers(headers)) });
  request.end(typeof body === 'string' ? body : undefined);
  const [answer]: unknown[] = await once(request, 'response');
  if (!(answer instanceof IncomingMessage)) throw new Error('No answer came.');
  const { statusCode = 500, headers: told } = answer;
  const type = told['content-type'];
  return new Response(await text(answer), {
    status: statusCode,
    ...(type && { headers: { 'content-type': type } }),
  });
}

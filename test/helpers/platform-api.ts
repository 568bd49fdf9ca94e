import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** One answer of the platform's API. A function writes the response itself, to misbehave in ways that JSON cannot. */
export type ApiReply =
  | { status?: number; headers?: Record<string, string>; body?: unknown }
  | ((response: ServerResponse) => void);

export type Asked = { method: string; url: string; headers: IncomingMessage['headers']; body: string };

/**
 * A platform's API on this machine. What it answers to a path stands in `replies`, one after the other, the last one
 * for ever; any other path is a fault of the test and answered 418. `asked` is what it was asked, in order.
 */
export async function startPlatformApi() {
  const asked: Asked[] = [];
  const replies = new Map<string, ApiReply[]>();
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url ?? '';
    asked.push({ method: request.method ?? '', url, headers: request.headers, body: await text(request) });
    const known = replies.get(url) ?? replies.get(url.split('?')[0] ?? '');
    const [next = { status: 418 }, ...later] = known ?? [];
    if (known && later.length > 0) known.shift();
    answer(response, next);
  };
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address && typeof address !== 'string' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    paths: () => asked.map(({ url }) => url),
    reply(path: string, ...answers: ApiReply[]): void {
      replies.set(path, answers);
    },
    /** `null` is that there is no such thing. */
    replyAll(answers: Record<string, unknown>): void {
      for (const [path, body] of Object.entries(answers))
        replies.set(path, [body === null ? { status: 404, body: { error: 'not found' } } : { body }]);
    },
    reset(): void {
      asked.length = 0;
      replies.clear();
    },
    async stop(): Promise<void> {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
export type PlatformApi = Awaited<ReturnType<typeof startPlatformApi>>;

function answer(response: ServerResponse, reply: ApiReply): void {
  if (typeof reply === 'function') {
    reply(response);
    return;
  }
  const { status = 200, headers = {}, body = {} } = reply;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

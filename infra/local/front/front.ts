import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Model } from '../template/model.ts';
import type { FunctionRunner, Outcome } from '../run/function-runner.ts';
import type { LocalApi } from './local-api.ts';
import type { TrackedMails } from '../gateway/tracked-mails.ts';
import type { Operator } from './operator.ts';
import { json, plain, readAnswer } from './answers.ts';
import type { HttpAnswer } from './answers.ts';
import { makePayload } from './payload.ts';
import { compileRoutes } from './routes.ts';
import type { Matched } from './routes.ts';
import { createThrottle } from './throttle.ts';

/** The fixed limit of an HTTP API. */
const MAX_BODY = 10 * 1024 * 1024;

export type FrontOptions = {
  model: Model;
  runnerOf: (room: string) => FunctionRunner;
  operator: Operator;
  local: LocalApi;
  /** What links of mails lead over. */
  tracked: TrackedMails;
  now: () => Date;
};

/** The address that people see: the routes of the template as API Gateway serves them, and `/local/*`. */
export class Front {
  private readonly server: Server;
  private readonly mayPass = createThrottle();
  private open: { options: FrontOptions; find: ReturnType<typeof compileRoutes> } | undefined;

  constructor() {
    this.server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      const requestId = randomUUID();
      response.setHeader('apigw-requestid', requestId);
      this.serve(request, requestId).then(
        (answer) => reply(response, answer),
        () => reply(response, plain(500, 'Internal Server Error')),
      );
    });
  }

  /** Takes the port first: links to it stand in what is started next. Throws what the operating system says. */
  async listen(port: number): Promise<number> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    return address && typeof address !== 'string' ? address.port : port;
  }

  /** From now on `/health` says so, and requests are taken. */
  serveWith(options: FrontOptions): void {
    this.open = { options, find: compileRoutes(options.model.routes) };
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeIdleConnections();
    const patience = setTimeout(() => this.server.closeAllConnections(), 3000);
    await closed;
    clearTimeout(patience);
  }

  private async serve(request: IncomingMessage, requestId: string): Promise<HttpAnswer> {
    const path = pathOf(request);
    if (path === '/health')
      return this.open ? json(200, { status: 'ok' }) : json(503, { status: 'starting' });
    if (!this.open) return plain(503, 'Service Unavailable');
    const body = await readLimited(request);
    if (!body) return plain(413, 'Request Entity Too Large');
    const { options, find } = this.open;
    const method = request.method ?? 'GET';
    if (path.startsWith('/local/')) return serveLocal(options, request, body);
    const matched = find(method, path);
    if (!matched) return plain(404, 'Not Found');
    return this.mayPass(matched.route)
      ? callFunction(options, matched, { request, body, requestId })
      : plain(429, 'Too Many Requests');
  }
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? '/';

function serveLocal(
  { local, tracked }: FrontOptions,
  request: IncomingMessage,
  body: Buffer,
): Promise<HttpAnswer> {
  const path = pathOf(request);
  const { authorization, 'user-agent': userAgent } = request.headers;
  if (request.method === 'GET' && path.startsWith('/local/mail/')) return tracked.answer(path, userAgent);
  return local.handle(`${request.method ?? 'GET'} ${path}`, body, authorization);
}

async function callFunction(
  { operator, runnerOf, now }: FrontOptions,
  matched: Matched,
  asked: { request: IncomingMessage; body: Buffer; requestId: string },
): Promise<HttpAnswer> {
  const { authorizer, functionRoom } = matched.route;
  const claims = authorizer && (await operator.check(asked.request.headers.authorization, authorizer));
  if (authorizer && !claims) {
    const refused = plain(401, 'Unauthorized');
    refused.headers['www-authenticate'] = 'Bearer';
    return refused;
  }
  const payload = makePayload({ ...asked, matched, claims, now: now() });
  return answerOf(await runnerOf(functionRoom).invoke(payload));
}

function reply(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(response.req.method === 'HEAD' ? undefined : body);
  // What is left of a body that was too large is read and forgotten, so that the answer arrives.
  if (!response.req.complete) response.req.resume();
}

function answerOf(outcome: Outcome): HttpAnswer {
  if (outcome.ok) return readAnswer(outcome.value);
  return outcome.kind === 'timeout' ? plain(503, 'Service Unavailable') : plain(500, 'Internal Server Error');
}

/** The whole body, or nothing when it is over the limit. */
async function readLimited(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((done, failed) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY) chunks.push(chunk);
    });
    request.on('end', () => done(size <= MAX_BODY ? Buffer.concat(chunks) : undefined));
    request.on('error', failed);
  });
}

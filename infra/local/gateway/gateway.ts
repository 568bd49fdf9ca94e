import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { DynamoEngine } from '../engines/dynamodb.ts';
import type { Queues } from '../engines/queues.ts';
import { parseRecord, textOf } from '../json.ts';
import type { Json } from '../json.ts';
import { PROTOCOLS, answerError } from './call.ts';
import type { Answer, Call } from './call.ts';
import { readCredential } from './credential.ts';
import { forwardToEngine } from './dynamodb.ts';
import type { EventBus } from './event-bus.ts';
import { Faults } from './faults.ts';
import type { Outcome } from './faults.ts';
import type { LocalAlarms } from './alarms.ts';
import type { MailAccount } from './mail-account.ts';
import type { MailService } from './mail-service.ts';
import type { Permissions } from './permissions.ts';
import { readRest } from './rest.ts';
import { RequestLog, capacityOf } from './request-log.ts';
import type { LoggedRequest } from './request-log.ts';
import type { Secrets } from './secrets.ts';

export type GatewayParts = {
  dynamo: Pick<DynamoEngine, 'endpoint' | 'accessKey'>;
  queues: Queues;
  bus: EventBus;
  secrets: Secrets;
  mail: MailService;
  mailAccount: MailAccount;
  alarms: LocalAlarms;
  permissions: Permissions;
  /** Whether a call without permission is refused; knowing who calls is always required. */
  enforce: boolean;
  now: () => Date;
  /** Asks the engine for the capacity units of every request. */
  tellCapacity: boolean;
  /** Hears of every request to the table that was done. */
  tableAnswered?: (call: Call) => void;
  say: (line: string) => void;
};

/** The one door to AWS: every SDK client of the functions talks to it, and it tells service and caller by the signature. */
export class Gateway {
  readonly faults = new Faults();
  readonly requests = new RequestLog();
  parts: GatewayParts | undefined;
  private readonly server: Server;
  private port = 0;

  constructor() {
    this.server = createServer({ keepAliveTimeout: 120_000, noDelay: true }, (request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        this.parts?.say(`The gateway failed: ${String(error)}`);
        if (response.headersSent) response.destroy();
        else response.writeHead(500).end();
      });
    });
  }

  /** Takes a port first: addresses of queues hold it, so nothing else can be made before. */
  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (address && typeof address !== 'string') this.port = address.port;
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const credential = readCredential(request.headers.authorization);
    const { parts } = this;
    if (!parts || !credential || !parts.permissions.knows(credential.caller)) {
      reply(response, answerError(credential?.service ?? 'dynamodb', UNKNOWN_CALLER), new Date());
      return;
    }
    const call = readCall(request, body, credential);
    const outcome = await this.answer(call, parts);
    this.requests.add(entryOf(call, outcome, parts.tellCapacity));
    if (outcome === 'cut') request.socket.destroy();
    else reply(response, outcome, parts.now());
  }

  private async answer(call: Call, parts: GatewayParts): Promise<Outcome> {
    const refusal = parts.enforce ? await parts.permissions.refusal(call) : undefined;
    if (refusal !== undefined) {
      parts.say(`${call.caller} was refused by its own role: ${refusal}`);
      const xml = PROTOCOLS[call.service] === 'xml';
      const code = xml ? 'AccessDenied' : 'AccessDeniedException';
      return answerError(call.service, { status: xml ? 403 : 400, code, message: refusal });
    }
    return this.faults.apply(call, (failing) => dispatch(call, parts, failing));
  }
}

function entryOf(
  { caller, service, operation }: Call,
  outcome: Outcome,
  tellCapacity: boolean,
): LoggedRequest {
  if (outcome === 'cut') return { caller, service, operation, status: 0 };
  const entry = { caller, service, operation, status: outcome.status };
  if (!tellCapacity || service !== 'dynamodb') return entry;
  return { ...entry, capacity: capacityOf(parseRecord(outcome.body.toString()) ?? {}) };
}

const UNKNOWN_CALLER = {
  status: 403,
  code: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
};

async function dispatch(call: Call, parts: GatewayParts, failing: ReadonlySet<number>): Promise<Answer> {
  switch (call.service) {
    case 'dynamodb': {
      const answer = await forwardToEngine(call, parts.dynamo, parts.tellCapacity);
      if (answer.status === 200) parts.tableAnswered?.(call);
      return answer;
    }
    case 'sqs':
      return parts.queues.handle(call);
    case 'events':
      return parts.bus.put(call, failing);
    case 'secretsmanager':
      return parts.secrets.handle(call);
    case 'ses':
      return parts.mail.handle(call);
    case 'monitoring':
      return parts.alarms.handle(call);
    case 'sesv2':
      return parts.mailAccount.handle(call);
    default:
      return answerError(call.service, {
        code: 'UnknownOperationException',
        message: `The local system has no ${call.service}.`,
      });
  }
}

function readCall(
  request: IncomingMessage,
  body: Buffer,
  credential: { caller: string; service: string },
): Call {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (typeof value === 'string') headers[name] = value;
  const rest = readRest({ method: request.method, url: request.url, body });
  if (rest) return { caller: credential.caller, headers, body, ...rest };
  const target = headers['x-amz-target'];
  const input: Json = target
    ? (parseRecord(body.toString()) ?? {})
    : Object.fromEntries(new URLSearchParams(body.toString()));
  const operation = target ? target.slice(target.lastIndexOf('.') + 1) : (textOf(input, 'Action') ?? '');
  return { ...credential, operation, headers, body, input };
}

/** The `Date` must tell the moved time, else the SDK takes its clock for skewed, corrects it and sends again. */
function reply(response: ServerResponse, answer: Answer, now: Date): void {
  response.sendDate = false;
  response.writeHead(answer.status, {
    ...answer.headers,
    date: now.toUTCString(),
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}

/** By its events: an iterator of the stream is made and closed for each of the many small requests. */
function readAll(request: IncomingMessage): Promise<Buffer> {
  return new Promise((done, failed) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => done(Buffer.concat(chunks)));
    request.once('error', failed);
  });
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sentence } from '../../shared/contract/wording.ts';
import { parseRecord } from '../local/json.ts';
import { askPatiently } from './patient.ts';
import { bothSides } from './both-sides.ts';
import { localUrl } from './local-url.ts';
import { inOwnWords } from './own-words.ts';

/** A sentence for people; `exitCode` 2 means that the command was used wrongly. */
export class CommandError extends Error {
  readonly exitCode: number;
  /** What the API said, for programs. */
  readonly problem: object | undefined;

  constructor(message: string, exitCode = 1, options: ErrorOptions & { problem?: object | undefined } = {}) {
    super(message, options);
    this.exitCode = exitCode;
    const { cause, problem } = options;
    this.problem = problem ?? (cause instanceof CommandError ? cause.problem : undefined);
  }
}

export type Client = {
  call: (method: string, path: string, body?: unknown) => Promise<unknown>;
  /** Changes what was seen at this revision, or is refused. */
  edit: (of: { method: string; path: string; body?: unknown; revision: number }) => Promise<unknown>;
  /** Hands a signed webhook over, which needs no token. */
  deliver: (path: string, signed: { body: string; headers: Record<string, string> }) => Promise<unknown>;
};

/** A client of the system that the options or the environment name; by default the one on this machine. */
export async function connect(options: {
  url?: string | undefined;
  token?: string | undefined;
}): Promise<Client> {
  const data = process.env['EXTRAMILE_DATA'] || '.local';
  const url = (options.url ?? process.env['EXTRAMILE_URL'] ?? (await localUrl(data))).replace(/\/$/, '');
  const token =
    options.token ??
    process.env['EXTRAMILE_TOKEN'] ??
    (await readFile(join(data, 'token'), 'utf8').catch(() => ''));
  const send = async (path: string, request: { method: string; body: unknown; match?: string }) => {
    const { method, body, match } = request;
    const headers = {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token.trim()}` }),
      ...(match !== undefined && { 'if-match': match }),
    };
    const answer = await ask(url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return read(answer, path);
  };
  return {
    call: (method, path, body) => send(path, { method, body }),
    edit: ({ method, path, body, revision }) => send(path, { method, body, match: `"${revision}"` }),
    deliver: async (path, signed) => read(await ask(url + path, { method: 'POST', ...signed }), path),
  };
}

async function read(response: Response, path: string): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) {
    const problem = parseRecord(text);
    throw new CommandError([refusal(response, { text, path }), ...bothSides(problem)].join('\n'), 1, {
      problem,
    });
  }
  return JSON.parse(text);
}

const ATTEMPTS = 6;
/** Milliseconds. */
const FIRST_WAIT = 250;

/** API Gateway answers 429 before anything is carried out: whatever it was may be asked again, a little later. */
async function ask(url: string, request: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await reach(url, request);
    if (!isGatewayBusy(response) || attempt === ATTEMPTS) return response;
    await response.arrayBuffer();
    await sleep(FIRST_WAIT * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
  }
}

/** A 429 of the API itself, for instance for the fiftieth test mail of a day, is no matter of waiting a second. */
const isGatewayBusy = ({ status, headers }: Response): boolean =>
  status === 429 && !headers.get('content-type')?.startsWith('application/problem+json');

async function reach(url: string, request: RequestInit): Promise<Response> {
  if (!URL.canParse(url))
    throw new CommandError('--url takes an address, for instance http://127.0.0.1:3000.', 2);
  const { origin, pathname } = new URL(url);
  try {
    // Moving the clock takes as long as there is to do; `fetch` would give up after five minutes.
    return pathname.startsWith('/local/') ? await askPatiently(url, request) : await fetch(url, request);
  } catch (error) {
    if (isTimeOut(error))
      throw new CommandError(
        `${origin} took the request and has not answered for five minutes. It may be at work still: look before you ask again.`,
        1,
        { cause: error },
      );
    throw new CommandError(`Nobody answers at ${origin}. Is it running? On this machine: npm start`, 1, {
      cause: error,
    });
  }
}

const isTimeOut = (error: unknown): boolean =>
  error instanceof Error &&
  error.cause instanceof Error &&
  /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test('code' in error.cause ? String(error.cause.code) : '');

/** Problem details where the API gives them, else API Gateway's own sentence. */
function refusal({ status, headers }: Response, { text, path }: { text: string; path: string }): string {
  const [, found] = /"(?:detail|message)":("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  const told = inOwnWords(found ? String(JSON.parse(found)) : text, path);
  const hint = hintOf(status, headers.get('apigw-requestid'));
  return `Refused (${status}): ${[sentence(told), ...hint].join(' ')}`;
}

function hintOf(status: number, requestId: string | null): string[] {
  if (status === 401) return ['Give the token with --token or EXTRAMILE_TOKEN.'];
  return status >= 500 && requestId !== null ? [`Its log lines are found by the request ${requestId}.`] : [];
}

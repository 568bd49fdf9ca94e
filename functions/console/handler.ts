import { id } from '../../shared/contract/primitives.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { type HttpFailure, type HttpResponse, jsonResponse, refuseCall } from '../middleware/error-map.ts';
import { type HttpRequest, createHttpHandler } from '../middleware/http.ts';
import { mayAct, readAccess } from './access.ts';
import { backFills } from './back-fill.ts';
import { followUps } from './follow-ups.ts';
import { platforms } from './platforms.ts';
import { privacy, privacyDone, privacyErase, privacyExport } from './privacy.ts';
import { replay } from './replay.ts';
import { type Operation, type Resource, isMethod } from './resource.ts';
import { rotations, source, sources } from './sources.ts';
import { tryOut } from './try.ts';
import { why } from './why.ts';

const RESOURCES: readonly Resource[] = [
  followUps,
  platforms,
  sources,
  source,
  rotations,
  backFills,
  privacy,
  privacyExport,
  privacyErase,
  privacyDone,
  tryOut,
  replay,
  why,
];

const PATH = /^\/api\/brands\/([^/]+)\/(.+?)\/?$/;
/** Settings of a source are the largest thing that is sent. */
const MOST_BYTES = 64 * 1024;

/** The operator's API. The gateway has checked the token; what its bearer may see is decided here. */
export const handler = createHttpHandler(answer, { refuse: refuseCall });

async function answer(request: HttpRequest): Promise<HttpResponse> {
  const [, brand = '', path = ''] = PATH.exec(request.path) ?? [];
  const found = find(path);
  if (!found) return refuseCall(fail('not-found', 'There is no such address in this API.').failure);
  const allowed = allow(request, brand, found.resource);
  if (!allowed.ok) return refuseCall(allowed.failure);
  const body = readBody(request.body);
  if (!body.ok) return refuseCall(body.failure);
  const { parameters } = found;
  const by = request.claims['sub'] ?? '';
  const { run, status = 200 } = allowed.value;
  const result = await run({ brand, parameters, query: request.query, body: body.value, by });
  return result.ok ? jsonResponse(status, result.value) : refuseCall(result.failure);
}

type Found = { resource: Resource; parameters: Record<string, string> };

function find(path: string): Found | undefined {
  for (const resource of RESOURCES) {
    const parameters = match(resource.path.split('/'), path.split('/'));
    if (parameters) return { resource, parameters };
  }
  return undefined;
}

function match(pattern: string[], path: string[]): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    const given = path[at] ?? '';
    const place = /^\{(\w+)\}$/.exec(part)?.[1];
    if (place === undefined ? part !== given : !id.safeParse(given).success) return undefined;
    if (place !== undefined) parameters[place] = given;
  }
  return parameters;
}

/** A brand that is not there is refused like one that is not theirs, so names of brands cannot be tried. */
function allow(request: HttpRequest, brand: string, resource: Resource): Result<Operation, HttpFailure> {
  const { operations, path } = resource;
  const wanted = isMethod(request.method) ? operations[request.method] : undefined;
  // Who may not even read it is not told what could be done with it.
  const role = wanted?.role ?? operations.GET?.role ?? 'admin';
  if (!id.safeParse(brand).success || !mayAct(readAccess(request.claims), brand, role))
    return fail('forbidden', `This token does not open "${path}" of that brand for ${request.method}.`);
  if (wanted) return ok(wanted);
  return fail('wrong-method', `Only ${Object.keys(operations).join(', ')} is possible here.`);
}

function readBody(raw: Buffer): Result<unknown, HttpFailure> {
  if (raw.length === 0) return ok(undefined);
  if (raw.length > MOST_BYTES) return fail('too-large', 'The body is larger than 64 kB.');
  try {
    return ok(JSON.parse(raw.toString('utf8')));
  } catch {
    return fail('bad-json', 'The body is not JSON.');
  }
}

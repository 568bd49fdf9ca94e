import { id } from '../../shared/contract/primitives.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import type { Role } from '../../shared/contract/role.ts';
import { TOO_DEEP, isTooDeep } from '../../shared/domain/rules/explain.ts';
import {
  type HttpFailure,
  type HttpResponse,
  jsonResponse,
  refuseCall,
  withTag,
} from '../middleware/error-map.ts';
import { type HttpRequest, createHttpHandler } from '../middleware/http.ts';
import { mayAct, readAccess, roleIn } from './access.ts';
import { type Call, type Operation, type Resource, isMethod } from './resource.ts';
import { RESOURCES, findResource, wrongNameIn } from './routes.ts';

const PATH = /^\/api\/brands\/([^/]+)\/(.+?)\/?$/;
/** What all of it takes and answers, in OpenAPI: for whoever may see anything. */
const DOCUMENT = '/api/openapi.json';
/** Enough for whatever is sent but a template. */
const MOST_BYTES = 64 * 1024;

/** The operator's API. The gateway has checked the token; what its bearer may see is decided here. */
export const handler = createHttpHandler(
  (request) => (request.path === DOCUMENT ? answerDocument(request) : answer(request)),
  { refuse: refuseCall },
);

async function answer(request: HttpRequest): Promise<HttpResponse> {
  const [, brand = '', path = ''] = PATH.exec(request.path) ?? [];
  const found = findResource(path);
  if (!found) return refuseCall(nothingAt(path));
  const allowed = allow(request, brand, found.resource);
  if (!allowed.ok) return refuseCall(allowed.failure);
  const { run, status = 200, most = MOST_BYTES } = allowed.value;
  const sent = readSent(request, most);
  if (!sent.ok) return refuseCall(sent.failure);
  const access = readAccess(request.claims);
  const may = (role: Role): boolean => mayAct(access, brand, role);
  const result = await run({ brand, parameters: found.parameters, ...sent.value, may });
  return result.ok ? tagged(jsonResponse(status, result.value), result.value) : refuseCall(result.failure);
}

function nothingAt(path: string): HttpFailure {
  const wrong = wrongNameIn(path);
  if (wrong !== undefined) return fail('invalid', wrong).failure;
  return fail('not-found', 'There is no such address in this API.').failure;
}

async function answerDocument({ method, claims }: HttpRequest): Promise<HttpResponse> {
  if (readAccess(claims).size === 0)
    return refuseCall(fail('forbidden', 'This token opens no brand.').failure);
  if (method !== 'GET') return refuseCall(fail('wrong-method', 'Only GET is possible here.').failure);
  // Only who asks for it waits until it is made.
  const { documentOf } = await import('./openapi/document.ts');
  return jsonResponse(200, documentOf(RESOURCES));
}

const tagged = (response: HttpResponse, value: object): HttpResponse =>
  'revision' in value && typeof value.revision === 'number' ? withTag(response, value.revision) : response;

/** A brand that is not there is refused like one that is not theirs, so names of brands cannot be tried. */
function allow(request: HttpRequest, brand: string, resource: Resource): Result<Operation, HttpFailure> {
  const { operations, path } = resource;
  const wanted = isMethod(request.method) ? operations[request.method] : undefined;
  // Who may not even read it is not told what could be done with it.
  const role = wanted?.role ?? operations.GET?.role ?? 'admin';
  const access = readAccess(request.claims);
  const own = id.safeParse(brand).success ? roleIn(access, brand) : undefined;
  if (own === undefined)
    return fail('forbidden', `This token does not open "${path}" of that brand for ${request.method}.`);
  if (!mayAct(access, brand, role))
    return fail('forbidden', `This needs the role ${role} in ${brand}; this token is ${own}.`);
  if (wanted) return ok(wanted);
  return fail('wrong-method', `Only ${Object.keys(operations).join(', ')} is possible here.`);
}

type Sent = Omit<Call, 'brand' | 'parameters' | 'may'>;

function readSent(
  { body: raw, headers, query, claims }: HttpRequest,
  most: number,
): Result<Sent, HttpFailure> {
  if (raw.length > most) return fail('too-large', `The body is larger than ${most / 1024} kB.`);
  const revision = readRevision(headers['if-match']);
  if (!revision.ok) return revision;
  const sent = { query, ...revision.value, by: claims['sub'] ?? '' };
  if (raw.length === 0) return ok({ ...sent, body: undefined });
  const body = readJson(raw);
  return body.ok ? ok({ ...sent, body: body.value }) : body;
}

/** What reads a body calls itself for every level of it. */
function readJson(raw: Buffer): Result<unknown, HttpFailure> {
  try {
    const value: unknown = JSON.parse(raw.toString('utf8'));
    if (isTooDeep(value)) return fail('invalid', TOO_DEEP);
    // It would be left out in silence by what reads the body.
    return namesPrototype(value) ? fail('invalid', 'There is no "__proto__"; take it out.') : ok(value);
  } catch {
    return fail('bad-json', 'The body is not JSON.');
  }
}

const namesPrototype = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Object.hasOwn(value, '__proto__') || Object.values(value).some(namesPrototype));

/** The `ETag` that we gave, or `*`; no other form is of ours. */
function readRevision(header: string | undefined): Result<Pick<Sent, 'revision' | 'isAny'>, HttpFailure> {
  if (header === undefined || header.trim() === '*')
    return ok({ revision: undefined, isAny: header !== undefined });
  const [, revision] = /^"(\d{1,9})"$/.exec(header.trim()) ?? [];
  return revision === undefined
    ? fail('invalid', 'If-Match takes the ETag of the last answer, for instance "3".')
    : ok({ revision: Number(revision), isAny: false });
}

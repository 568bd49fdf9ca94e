import { id } from '../../shared/contract/primitives.ts';
import { type Result, fail } from '../../shared/contract/result.ts';
import { type HttpFailure, type HttpResponse, jsonResponse, refuseCall } from '../middleware/error-map.ts';
import { type HttpRequest, createHttpHandler } from '../middleware/http.ts';
import { mayAct, readAccess } from './access.ts';
import { followUps } from './follow-ups.ts';
import type { Resource } from './resource.ts';
import { sources } from './sources.ts';

const RESOURCES: ReadonlyMap<string, Resource> = new Map([
  ['follow-ups', followUps],
  ['sources', sources],
]);

const PATH = /^\/api\/brands\/([^/]+)\/([^/]+)\/?$/;

/** The operator's API. The gateway has checked the token; what its bearer may see is decided here. */
export const handler = createHttpHandler(
  async (request): Promise<HttpResponse> => {
    const result = await answer(request);
    return result.ok ? jsonResponse(200, result.value) : refuseCall(result.failure);
  },
  { refuse: refuseCall },
);

/** A brand that is not there is refused like one that is not theirs, so names of brands cannot be tried. */
async function answer(request: HttpRequest): Promise<Result<object, HttpFailure>> {
  const [, brand = '', name = ''] = PATH.exec(request.path) ?? [];
  const resource = RESOURCES.get(name);
  if (!resource) return fail('not-found', 'There is no such address in this API.');
  const access = readAccess(request.claims);
  if (!id.safeParse(brand).success || !mayAct(access, brand, resource.role))
    return fail('forbidden', `This token does not open "${name}" of that brand.`);
  if (request.method !== 'GET') return fail('wrong-method', 'Only GET is possible here.');
  return resource.get(brand, request.query);
}

import * as z from 'zod';
import { requireEnv } from '../../contract/env.ts';
import { ENV } from '../../contract/names.ts';
import { fail, ok, type Failure, type Result } from '../../contract/result.ts';
import { type ApiFailure, type ApiResponse, postToApi } from '../../clients/api.ts';
import type { Grant } from '../../sources/source.ts';

/** Seconds before its end at which a token is no longer used: it must last for the call. */
const MARGIN = 60;
const MOST_KNOWN = 100;
/** What a developer's own server says that hands out no tokens. */
const NO_SUCH_THING = [404, 405, 418, 501];
const granted = z.object({ access_token: z.string().min(1).max(8000), expires_in: z.number().positive() });

export type TokenFailure = ApiFailure | Failure<'credential-refused' | 'api-fault'>;
/** Nothing where a stand-in for the platform hands out no tokens. */
type Token = Result<string | undefined, TokenFailure>;

const known = new Map<string, Known>();

/** The token that a credential is good for, remembered for as long as the platform says; milliseconds are real ones. */
export async function tokenFor(
  place: { key: string; apiBase: string | undefined },
  grant: Grant,
): Promise<Token> {
  const hit = known.get(place.key);
  if (hit && performance.now() < hit.until) return ok(hit.token);
  const answer = await postToApi(addressOf(grant, place.apiBase), grant.headers, grant.body);
  if (!answer.ok) return answer;
  const token = read(answer.value, place.apiBase !== undefined);
  if (!token.ok) return token;
  if (known.size >= MOST_KNOWN) known.clear();
  if (token.value) known.set(place.key, token.value);
  return ok(token.value?.token);
}

type Known = { until: number; token: string };

function read(
  { status, body }: ApiResponse,
  isStandIn: boolean,
): Result<Known | undefined, Exclude<TokenFailure, ApiFailure>> {
  if (isStandIn && NO_SUCH_THING.includes(status)) return ok(undefined);
  if ([400, 401, 403].includes(status))
    return fail('credential-refused', 'The platform gives no token for the credential.', { retryable: true });
  const { data } = granted.safeParse(status === 200 ? parse(body) : undefined);
  return data
    ? ok({ token: data.access_token, until: performance.now() + (data.expires_in - MARGIN) * 1000 })
    : fail('api-fault', `The platform answered with ${status} when it was asked for a token.`, {
        retryable: true,
      });
}

/** A token that was refused is not used again. */
export const forgetToken = (key: string): void => void known.delete(key);

/** Fixed, like every address that is called; in the stage `dev` the host may be a developer's own. */
function addressOf({ url }: Grant, apiBase: string | undefined): URL {
  const fixed = new URL(url);
  const isDev = requireEnv(ENV.stage) === 'dev';
  return isDev && apiBase !== undefined ? new URL(apiBase.replace(/\/$/, '') + fixed.pathname) : fixed;
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}

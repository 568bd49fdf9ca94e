import type { Temporal } from 'temporal-polyfill';
import type { Source } from '../../contract/brand.ts';
import { fail, ok, type Failure, type Result } from '../../contract/result.ts';
import { type ApiFailure, type ApiResponse, getFromApi } from '../../clients/api.ts';
import { loadCredential } from '../../clients/secrets.ts';
import { parseJson } from '../../sources/lib/json.ts';
import type { ApiAccess, ApiAnswer, ApiCall } from '../../sources/source.ts';
import { takeCall } from '../../store/limits.ts';
import { addressOf } from './address.ts';
import { type TokenFailure, forgetToken, tokenFor } from './token.ts';
import { remembered } from './remember.ts';

/** With `wait` the platform (or its known limit) only puts us off: for so many seconds, or for some time. */
export type AskFailure = Failure<'over-limit' | 'put-off'> & { wait: number | undefined };
type Fault = ApiFailure | Failure<'credential-refused' | 'api-fault' | 'bad-answer'>;
export type Asked = Result<ApiAnswer, AskFailure | Fault>;
export type Ask = (call: ApiCall) => Promise<Asked>;

export type Door = {
  api: ApiAccess;
  base: string;
  source: Source;
  credential: string;
  now: Temporal.Instant;
};

/** How one source's platform is asked, one call at a time. */
export function createAsker(door: Door): Ask {
  const { brand, id } = door.source;
  return async (call) => {
    const url = addressOf(door.base, call);
    if (call.rememberFor === undefined) return askWithNewest(url, door);
    const key = `${brand} ${id} ${url.href}`;
    return remembered(key, call.rememberFor, () => askWithNewest(url, door));
  };
}

/** When a credential is refused, it is read again: somebody may have changed it a moment ago. */
async function askWithNewest(url: URL, door: Door): Promise<Asked> {
  const first = await askOnce(url, door);
  if (first.ok || first.failure.kind !== 'credential-refused') return first;
  const fresh = await loadCredential(door.source.brand, door.source.id, { refresh: true });
  if (fresh === undefined || fresh === door.credential) return first;
  return askOnce(url, { ...door, credential: fresh });
}

async function askOnce(url: URL, door: Door): Promise<Asked> {
  const { api, source, now } = door;
  const full = api.limits && (await takeCall({ ...placeOf(source), limits: api.limits, now }));
  if (full !== undefined)
    return putOff('over-limit', 'The calls that the platform allows are used up for now.', full);
  const opened = await open(door);
  if (!opened.ok) return opened;
  const response = await getFromApi(url, opened.value);
  const asked = response.ok ? interpret(response.value) : response;
  if (!asked.ok && asked.failure.kind === 'credential-refused') forgetToken(tokenKey(door));
  return asked;
}

/** The headers that open the API: by the credential itself, or by the token that it is good for. */
async function open(door: Door): Promise<Result<Readonly<Record<string, string>>, TokenFailure>> {
  const { api, source, credential, now } = door;
  const grant = api.grant?.(credential, { settings: source.settings, now });
  if (!grant) return ok(api.authorise(credential));
  const token = await tokenFor({ key: tokenKey(door), apiBase: source.settings['apiBase'] }, grant);
  if (!token.ok) return token;
  return ok(
    token.value === undefined ? api.authorise(credential) : { authorization: `Bearer ${token.value}` },
  );
}

/** A new credential has tokens of its own. */
const tokenKey = ({ source, credential }: Door): string =>
  JSON.stringify([source.brand, source.id, credential]);

const placeOf = ({ brand, id }: Source) => ({ brand, source: id });

/** Only what the platform itself says about the thing counts as an answer; everything else is tried again. */
function interpret({ status, retryAfter, body }: ApiResponse): Asked {
  if (status === 200) return read(body);
  if (status === 404 || status === 410) return ok({ found: false });
  if (status === 401 || status === 403)
    return fail('credential-refused', 'The platform refuses the credential.', { retryable: true });
  if (status === 429 || (status >= 500 && retryAfter !== undefined))
    return putOff('put-off', 'The platform asks to come back later.', retryAfter);
  return fail('api-fault', `The API of the platform answered with ${status}.`, { retryable: true });
}

function read(body: Uint8Array): Asked {
  const parsed = parseJson(body);
  return parsed.ok
    ? ok({ found: true, body: parsed.value })
    : fail('bad-answer', 'The API of the platform answered with something else than JSON.', {
        retryable: true,
      });
}

const putOff = (
  kind: AskFailure['kind'],
  message: string,
  wait: number | undefined,
): { ok: false; failure: AskFailure } => ({ ok: false, failure: { kind, message, retryable: true, wait } });

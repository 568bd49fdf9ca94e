import { fail, ok, type Failure, type Result } from '../contract/result.ts';

/**
 * `timeOut`: milliseconds from the first byte sent to the last one read. `mostBytes`: counted after unpacking, so that a
 * small answer cannot grow into a large one.
 */
type Limits = { timeOut: number; mostBytes: number };
/** An order or a survey is some kilobytes. */
const USUAL: Limits = { timeOut: 5000, mostBytes: 1_048_576 };

/** What came back, whatever its status. `retryAfter` is in seconds, where the platform says when to come back. */
export type ApiResponse = { status: number; retryAfter?: number; body: Uint8Array };

export type ApiFailure = Failure<'unreachable' | 'too-large'>;

/** One POST of a form to a platform, by the rules of a GET. */
export const postToApi = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Result<ApiResponse, ApiFailure>> =>
  request(url, {
    method: 'POST',
    body,
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
  });

/**
 * One GET to a platform. Redirects are refused, so that the credential goes to no other address. Unless told otherwise
 * it may last five seconds and bring one megabyte; network faults, time-outs and refused redirects are failures that
 * may pass.
 */
export const getFromApi = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  limits = USUAL,
): Promise<Result<ApiResponse, ApiFailure>> => request(url, { headers }, limits);

type Asking = { method?: 'POST'; body?: string; headers: Readonly<Record<string, string>> };

async function request(url: URL, asking: Asking, limits = USUAL): Promise<Result<ApiResponse, ApiFailure>> {
  try {
    const response = await fetch(url, {
      ...asking,
      headers: { accept: 'application/json', 'user-agent': 'extra-mile', ...asking.headers },
      redirect: 'error',
      signal: AbortSignal.timeout(limits.timeOut),
    });
    const body = await readLimited(response, limits.mostBytes);
    if (!body) return fail('too-large', 'The answer of the API is too large.', { retryable: true });
    const retryAfter = readRetryAfter(response.headers);
    return ok({ status: response.status, ...(retryAfter !== undefined && { retryAfter }), body });
  } catch (cause) {
    return fail('unreachable', 'The API of the platform did not answer.', { retryable: true, cause });
  }
}

/** Leaving the loop early cancels the rest. */
async function readLimited({ body }: Response, mostBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Seconds, or a date; of a date the distance to the answer's own `Date` counts, whatever our clock says. */
function readRetryAfter(headers: Headers): number | undefined {
  const given = headers.get('retry-after');
  if (!given) return undefined;
  if (/^\d{1,9}$/.test(given)) return Number(given);
  const distance = Date.parse(given) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(distance) ? undefined : Math.max(0, Math.ceil(distance / 1000));
}

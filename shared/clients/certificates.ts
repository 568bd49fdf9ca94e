import { fail, ok, type Failure, type Result } from '../contract/result.ts';
import { getFromApi } from './api.ts';

/** The platform waits for our answer meanwhile. */
const LIMITS = { timeOut: 2000, mostBytes: 65_536 };
/** Certificates are replaced after a year or so, and under another address; milliseconds of real time. */
const BELIEVED_FOR = 24 * 3_600_000;
/** An address where there is none: asked again soon, in case it is only late. */
const DOUBTED_FOR = 60_000;
const MOST_KNOWN = 100;
/** Addresses come with requests that nobody has proven yet: they may not make us call without end. */
const MOST_CALLS = 30;
const CALLS_PER = 60_000;

export type CertificateFailure = Failure<'bad-signature' | 'certificate-unavailable'>;
type Loaded = Result<string, CertificateFailure>;
type Known = { until: number; loaded: Promise<Loaded> };

const known = new Map<string, Known>();
let calls: number[] = [];

/**
 * The PEM text at an address, which the caller has found good. Remembered for a day; where there is none, for a minute.
 * No redirect is followed, nothing larger than 64 kB is read, and more than two seconds are not waited.
 */
export async function loadCertificate(url: string): Promise<Loaded> {
  const now = performance.now();
  const hit = known.get(url);
  if (hit && now < hit.until) return hit.loaded;
  calls = calls.filter((at) => now - at < CALLS_PER);
  if (calls.length >= MOST_CALLS) return unavailable();
  calls.push(now);
  const loaded = download(url);
  remember(url, { until: now + BELIEVED_FOR, loaded });
  const result = await loaded;
  if (result.ok) return result;
  if (result.failure.retryable) known.delete(url);
  else remember(url, { until: now + DOUBTED_FOR, loaded });
  return result;
}

/** The oldest goes first. */
function remember(url: string, one: Known): void {
  known.delete(url);
  known.set(url, one);
  const [oldest] = known.keys();
  if (oldest !== undefined && known.size > MOST_KNOWN) known.delete(oldest);
}

async function download(url: string): Promise<Loaded> {
  const answer = await getFromApi(new URL(url), { accept: '*/*' }, LIMITS);
  if (!answer.ok) return answer.failure.kind === 'too-large' ? none() : unavailable(answer.failure.cause);
  const { status, body } = answer.value;
  if (status >= 500 || status === 429) return unavailable();
  return status === 200 ? ok(Buffer.from(body).toString('latin1')) : none();
}

const none = (): Loaded => fail('bad-signature', 'There is no certificate where the signature says.');

const unavailable = (cause?: unknown): Loaded =>
  fail(
    'certificate-unavailable',
    'The certificate of the signature cannot be had now; please send it again.',
    {
      retryable: true,
      cause,
    },
  );

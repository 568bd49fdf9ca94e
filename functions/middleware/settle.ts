import { setTimeout as wait } from 'node:timers/promises';
import type { Temporal } from 'temporal-polyfill';
import type { Brand, Source } from '../../shared/contract/brand.ts';
import type { Event } from '../../shared/contract/event.ts';
import type { LookUpMessage } from '../../shared/contract/look-up.ts';
import { METRIC } from '../../shared/contract/names.ts';
import type { PrivacyRequest } from '../../shared/contract/privacy.ts';
import { ok, type Failure, type Result } from '../../shared/contract/result.ts';
import { publishEvents } from '../../shared/clients/bus.ts';
import type { Thin, Translation } from '../../shared/sources/source.ts';
import { recordIgnored } from '../../shared/store/sources.ts';
import { count, log } from './logger.ts';

/** One line of the answer: what became of one thing that the webhook told. */
export type Line = { id?: string; kind?: string; status: 'accepted' | 'ignored'; reason?: string };

type Place = { brand: Brand; source: Source; now: Temporal.Instant };

const TEST_ORDER = 'It is a test, and this is not a test brand.';

/** What a translation comes to in this brand: a line of the answer, and what has to be kept for it. */
type Judged = { line: Line; event?: Event; thin?: Thin; request?: PrivacyRequest };

/**
 * Puts what counts on the bus, what has to be asked for on the fetch queue and what somebody asks to be done with their
 * data on that of `jobs`, and records why the rest does not. The failure means that the sender has to try again: nothing
 * was promised.
 */
export async function settle(
  translations: Translation[],
  place: Place,
): Promise<Result<Line[], Failure<'bus-unavailable' | 'queue-unavailable'>>> {
  const told = translations.map((one) => judge(one, place.brand));
  const kept = await keep(told, place);
  if (!kept.ok) return kept;
  await Promise.all(told.map(({ line }) => noteIgnored(line, place)));
  const where = { brand: place.brand.id, source: place.source.id };
  for (const { event, request } of told) {
    if (event) log.info('event accepted', { ...where, event: event.id, kind: event.kind });
    if (request) log.info('request accepted', { ...where, request: request.id, kind: request.kind });
  }
  return ok(told.map(({ line }) => line));
}

type Kept = Result<void, Failure<'bus-unavailable' | 'queue-unavailable'>>;

async function keep(told: Judged[], place: Place): Promise<Kept> {
  const events = told.flatMap(({ event }) => event ?? []);
  if (events.length > 0) {
    const published = await publishEvents(events);
    if (!published.ok) return published;
  }
  const thin = told.flatMap((one) => one.thin ?? []);
  const requests = told.flatMap(({ request }) => request ?? []);
  // Most webhooks tell all there is; only the others have to load a client of a queue.
  const asked = thin.length > 0 ? await keepThin(thin, place) : ok(undefined);
  if (!asked.ok || requests.length === 0) return asked;
  const { queuePrivacy } = await import('../../shared/clients/privacy-queue.ts');
  return queuePrivacy(requests.map((request) => ({ request })));
}

async function keepThin(thin: Thin[], place: Place): Promise<Kept> {
  const { queueLookUps } = await import('../../shared/clients/fetch-queue.ts');
  const from = { brand: place.brand.id, source: place.source.id, receivedAt: place.now.toString() };
  return queueLookUps(thin.map((one): LookUpMessage => ({ ...from, thin: { ...one } })));
}

/** Test orders are thanked in a test brand only (rule 13). */
function judge(translation: Translation, brand: Brand): Judged {
  if ('ignored' in translation) {
    const { ignored: reason, kind } = translation;
    return { line: { ...(kind && { kind }), status: 'ignored', reason } };
  }
  const found = findFact(translation);
  const name = { ...(found.id && { id: found.id }), kind: found.kind };
  if (found.test && !brand.test) return { line: { ...name, status: 'ignored', reason: TEST_ORDER } };
  return { line: { ...name, status: 'accepted' }, ...translation };
}

function findFact(told: Exclude<Translation, { ignored: string }>): Event | Thin | PrivacyRequest {
  if ('event' in told) return told.event;
  return 'thin' in told ? told.thin : told.request;
}

/** Shops give up after five seconds. */
const PATIENCE = 1000;

/** The log line is the record that always is; the count that operators see must not cost the shop its 2xx. */
async function noteIgnored({ reason }: Line, { brand, source, now }: Place): Promise<void> {
  if (reason === undefined) return;
  const where = { brand: brand.id, source: source.id };
  count(METRIC.ignored, where);
  log.info('webhook ignored', { ...where, reason });
  const recorded = recordIgnored({ ...where, reason, now }).catch((error: unknown) =>
    log.error('ignored webhook not counted', error, where),
  );
  await Promise.race([recorded, wait(PATIENCE, undefined, { ref: false })]);
}

import { setTimeout as wait } from 'node:timers/promises';
import type { Temporal } from 'temporal-polyfill';
import type { Brand, Source } from '../../shared/contract/brand.ts';
import type { Event } from '../../shared/contract/event.ts';
import { METRIC } from '../../shared/contract/names.ts';
import { ok, type Failure, type Result } from '../../shared/contract/result.ts';
import { publishEvents } from '../../shared/clients/bus.ts';
import type { Translation } from '../../shared/sources/source.ts';
import { recordIgnored } from '../../shared/store/sources.ts';
import { count, log } from '../middleware/logger.ts';

/** One line of the answer: what became of one thing that the webhook told. */
export type Line = { id?: string; kind?: string; status: 'accepted' | 'ignored'; reason?: string };

type Place = { brand: Brand; source: Source; now: Temporal.Instant };

const TEST_ORDER = 'It is a test, and this is not a test brand.';

/**
 * Puts what counts on the bus and records why the rest does not. The failure means that the sender has to try again:
 * nothing was promised.
 */
export async function settle(
  translations: Translation[],
  place: Place,
): Promise<Result<Line[], Failure<'bus-unavailable'>>> {
  const told = translations.map((one) => judge(one, place.brand));
  const events = told.flatMap(({ event }) => event ?? []);
  if (events.length > 0) {
    const published = await publishEvents(events);
    if (!published.ok) return published;
  }
  await Promise.all(told.map(({ line }) => noteIgnored(line, place)));
  for (const { id, kind } of events)
    log.info('event accepted', { brand: place.brand.id, source: place.source.id, event: id, kind });
  return ok(told.map(({ line }) => line));
}

/** Test orders are thanked in a test brand only (rule 13). */
function judge(translation: Translation, brand: Brand): { line: Line; event?: Event } {
  if ('ignored' in translation) {
    const { ignored: reason, kind } = translation;
    return { line: { ...(kind && { kind }), status: 'ignored', reason } };
  }
  if ('thin' in translation) throw new Error('Thin webhooks have no queue yet.');
  const { event } = translation;
  const { id, kind } = event;
  if (event.test && !brand.test) return { line: { id, kind, status: 'ignored', reason: TEST_ORDER } };
  return { line: { id, kind, status: 'accepted' }, event };
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

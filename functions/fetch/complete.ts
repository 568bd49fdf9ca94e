import { Temporal } from 'temporal-polyfill';
import type { Brand, Source } from '../../shared/contract/brand.ts';
import type { LookUpMessage } from '../../shared/contract/look-up.ts';
import { fail, ok, type Failure, type Result } from '../../shared/contract/result.ts';
import { queueLookUps } from '../../shared/clients/fetch-queue.ts';
import { loadCredential } from '../../shared/clients/secrets.ts';
import { findPlatform } from '../../shared/sources/registry.ts';
import type { Api, TranslateContext, Translation } from '../../shared/sources/source.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import { readSource } from '../../shared/store/sources.ts';
import { baseOf } from '../../shared/work/api/address.ts';
import { createAsker, type AskFailure } from '../../shared/work/api/ask.ts';
import type { Turn } from '../middleware/batch.ts';
import { log } from '../middleware/logger.ts';
import { settle } from '../middleware/settle.ts';
import { converse } from './converse.ts';

const NO_CREDENTIAL = 'The platform has to be asked about it, and no credential of its API is stored.';
const NO_BASE = 'The platform has to be asked about it, and a setting that its API needs is missing.';

/** Nobody is thanked for what is older, so a platform that keeps putting us off ends in the dead letters. */
const MOST_HOURS = 72;
/** Seconds. Below the quarter of an hour after which an alarm says that messages wait. */
const LONGEST_DELAY = 600;
const SHORTEST_DELAY = 5;

type Place = { brand: Brand; source: Source; api: Api; now: Temporal.Instant };

/** Asks the platform what a thin webhook was about and puts what it tells on the bus. */
export async function complete(message: LookUpMessage, { now }: Turn): Promise<Result<void>> {
  const place = await findPlace(message, now);
  if (!place.ok) return place;
  const told = await ask(message, place.value);
  if (!told.ok) return 'wait' in told.failure ? postpone(message, told.failure, now) : report(message, told);
  if (told.value.some((one) => 'thin' in one))
    return fail('endless', 'A look-up ends in events or reasons.', { retryable: true });
  const settled = await settle(told.value, place.value);
  return settled.ok ? ok(undefined) : settled;
}

/** A source that somebody removed meanwhile is nobody's fault; one of a platform that we forgot is ours. */
async function findPlace(
  { brand: brandId, source: sourceId }: LookUpMessage,
  now: Temporal.Instant,
): Promise<Result<Place>> {
  const [brand, source] = await Promise.all([loadBrand(brandId), readSource(brandId, sourceId)]);
  if (!brand || !source) return fail('unknown-source', 'There is no such brand or source any more.');
  const api = findPlatform(source.platform)?.api;
  if (!api) return fail('no-api', 'This platform cannot be asked.', { retryable: true });
  return ok({ brand, source, api, now });
}

type Told = Result<Translation[], Failure | AskFailure>;

async function ask({ thin, receivedAt }: LookUpMessage, place: Place): Promise<Told> {
  const { brand, source, api, now } = place;
  const credential = await loadCredential(brand.id, source.id);
  if (credential === undefined) return ok([{ ignored: NO_CREDENTIAL, kind: thin.kind }]);
  const base = baseOf(api, source.settings);
  if (!base.ok) return ok([{ ignored: NO_BASE, kind: thin.kind }]);
  const context: TranslateContext = {
    brand: brand.id,
    source: source.id,
    receivedAt: Temporal.Instant.from(receivedAt),
    settings: source.settings,
  };
  const dialogue = api.lookUp(withoutGaps(thin), context);
  return converse(dialogue, createAsker({ api, base: base.value, source, credential, now }));
}

/** Before it goes back: the runbook asks whose it is. */
function report({ brand, source, thin }: LookUpMessage, told: { ok: false; failure: Failure }): typeof told {
  log.warn('look-up failed', { brand, source, resource: thin.resource, failure: told.failure.kind });
  return told;
}

/** An absent id is no member at all. */
const withoutGaps = ({ id, ...rest }: LookUpMessage['thin']) => (id === undefined ? rest : { ...rest, id });

/** Puts it back to come out later: not a failure, so it costs none of the tries that a message has. */
async function postpone(
  message: LookUpMessage,
  failure: AskFailure,
  now: Temporal.Instant,
): Promise<Result<void>> {
  const waited = Temporal.Instant.from(message.receivedAt).until(now).total('seconds');
  if (waited > MOST_HOURS * 3600) return { ok: false, failure };
  // Where the platform does not say when: as long again as it has waited already.
  const delay = Math.min(Math.max(failure.wait ?? waited, failure.wait ? 1 : SHORTEST_DELAY), LONGEST_DELAY);
  const fields = { brand: message.brand, source: message.source, seconds: Math.ceil(delay) };
  log.info('look-up postponed', { ...fields, reason: failure.kind });
  return queueLookUps([message], Math.ceil(delay));
}

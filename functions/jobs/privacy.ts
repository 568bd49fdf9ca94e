import { Temporal } from 'temporal-polyfill';
import { publishNotice } from '../../shared/clients/bus.ts';
import { queuePrivacy } from '../../shared/clients/privacy-queue.ts';
import { loadKey } from '../../shared/clients/secrets.ts';
import { ENV, METRIC } from '../../shared/contract/names.ts';
import type {
  ErasedCounts,
  PrivacyMessage,
  PrivacyRecord,
  PrivacyRequest,
} from '../../shared/contract/privacy.ts';
import { ok, type Result } from '../../shared/contract/result.ts';
import { iso } from '../../shared/domain/time/waits.ts';
import { closeRequest, countErased, loadRequest, openRequest } from '../../shared/store/privacy.ts';
import {
  addErased,
  eraseContact,
  eraseNumber,
  eraseOrders,
  nothingErased,
  peopleOf,
} from '../../shared/work/erase.ts';
import { eraseSourceSlice } from '../../shared/work/erase-source.ts';
import type { Turn } from '../middleware/batch.ts';
import { count, log } from '../middleware/logger.ts';

/** So many people's hashes are kept with a request. */
const MOST_CONTACTS = 100;

/**
 * Does what somebody asks to be done with their data, or its next slice. Each step can be repeated, so whatever fails is
 * tried again; a request that came twice is done once.
 */
export async function actOn({ request, cursor }: PrivacyMessage, { until }: Turn): Promise<Result<void>> {
  const known = await loadRequest(request);
  const fields = { brand: request.brand, source: request.source, request: request.id, kind: request.kind };
  if (known && isDone(known, request)) {
    log.info('request done already', fields);
    return ok(undefined);
  }
  switch (request.kind) {
    case 'export-person':
      return keepOpen(request, known);
    case 'erase-person':
      return erasePerson(request);
    case 'erase-source':
      return eraseSource({ request, ...(cursor && { cursor }) }, until);
    default:
      return request.kind satisfies never;
  }
}

/** One that is asked anew after it was done is not. */
const isDone = ({ state, doneAt }: PrivacyRecord, { requestedAt }: PrivacyRequest): boolean =>
  state === 'done' && doneAt !== undefined && Date.parse(doneAt) >= Date.parse(requestedAt);

/** The copy itself is made when the operator fetches it: none lies about. The operator is told before it is noted that they were. */
async function keepOpen(request: PrivacyRequest, known: PrivacyRecord | undefined): Promise<Result<void>> {
  if (known?.state === 'open') return ok(undefined);
  const { id, brand, source, dueBy } = request;
  const told = await publishNotice('export-requested', { id, brand, source, dueBy });
  if (!told.ok) return told;
  count(METRIC.exportRequested, { brand, source });
  await record(request, await peopleOf(request, await loadKey(ENV.contactKey)));
  log.info('export requested', { brand, source, request: id, dueBy });
  return ok(undefined);
}

async function erasePerson(request: PrivacyRequest): Promise<Result<void>> {
  const contacts = await peopleOf(request, await loadKey(ENV.contactKey));
  await record(request, contacts);
  await eraseOrders(request);
  let erased = nothingErased();
  for (const contact of contacts) erased = addErased(erased, await eraseContact(request.brand, contact));
  await eraseNumber(request);
  return finish(request, erased);
}

async function eraseSource({ request, cursor }: PrivacyMessage, until: number): Promise<Result<void>> {
  if (!cursor) await record(request, []);
  const slice = await eraseSourceSlice(request, cursor, until);
  if (!slice.cursor) return finish(request, slice.erased);
  await countErased(request, slice.erased);
  return queuePrivacy([{ request, cursor: slice.cursor }]);
}

/** Nothing of the person but their keyed hash. */
const record = (
  { kind, id, brand, source, reference, requestedAt, dueBy }: PrivacyRequest,
  people: string[],
): Promise<void> => {
  const contacts = people.slice(0, MOST_CONTACTS);
  const named = reference === undefined ? {} : { reference };
  return openRequest({ kind, id, brand, source, requestedAt, dueBy, contacts, ...named });
};

async function finish(request: PrivacyRequest, erased: ErasedCounts): Promise<Result<void>> {
  const { brand, source, id, kind } = request;
  await countErased(request, erased);
  await closeRequest(request, iso(Temporal.Now.instant()));
  log.info('request done', { brand, source, request: id, kind, ...erased });
  return ok(undefined);
}

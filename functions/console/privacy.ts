import { randomUUID } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { loadKey } from '../../shared/clients/secrets.ts';
import { ENV } from '../../shared/contract/names.ts';
import { BY_OPERATOR, DAYS_TO_ACT, type PrivacyRequest } from '../../shared/contract/privacy.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { contactId, normaliseEmail, requestId } from '../../shared/domain/people/identity.ts';
import { iso } from '../../shared/domain/time/waits.ts';
import { listRequests, closeRequest, loadRequest } from '../../shared/store/privacy.ts';
import { exportPerson } from '../../shared/work/export.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { log } from '../middleware/logger.ts';
import type { Call, Resource } from './resource.ts';

/** `…/privacy`: what was asked to be done with somebody's data, what became of it and by when it is due. */
export const privacy: Resource = {
  path: 'privacy',
  operations: { GET: { role: 'viewer', run: async ({ brand }) => ok({ items: await listRequests(brand) }) } },
};

/** `…/privacy/export?email=…` or `?contact=…` of a request: everything that is held of one person, page by page. */
export const privacyExport: Resource = {
  path: 'privacy/export',
  operations: { GET: { role: 'admin', run: fetchExport } },
};

const whose = z.union([
  z.strictObject({ email: z.string().max(320), cursor: z.string().max(1000).optional() }),
  z.strictObject({
    contact: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
    cursor: z.string().max(1000).optional(),
  }),
]);

async function fetchExport({ brand, query, by }: Call): Promise<Result<object, HttpFailure>> {
  const asked = whose.safeParse(query);
  if (!asked.success) return fail('invalid', 'Ask with ?email= and one mail address, or with ?contact=.');
  const contact = 'email' in asked.data ? await contactOf(brand, asked.data.email) : asked.data.contact;
  if (contact === undefined) return fail('invalid', 'This is not a mail address.');
  const { cursor } = asked.data;
  const after = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8');
  const exported = await exportPerson(brand, contact, after);
  log.info('person exported', { brand, contact, by });
  const next = exported.cursor && Buffer.from(exported.cursor).toString('base64url');
  return ok({ ...exported, ...(next && { cursor: next }) });
}

async function contactOf(brand: string, given: string): Promise<string | undefined> {
  const email = normaliseEmail(given);
  return email && contactId(await loadKey(ENV.contactKey), brand, { email });
}

/** `…/privacy/erase` `{"email":…}`: for who asks by mail. It is done by `jobs`; a dry run tells what is held. */
export const privacyErase: Resource = {
  path: 'privacy/erase',
  operations: { POST: { role: 'admin', status: 202, run: erase } },
};

const erasure = z.strictObject({ email: z.string().max(320), dryRun: z.boolean().optional() });

async function erase({ brand, body, by }: Call): Promise<Result<object, HttpFailure>> {
  const wish = erasure.safeParse(body);
  if (!wish.success) return fail('invalid', z.prettifyError(wish.error));
  const email = normaliseEmail(wish.data.email);
  if (email === undefined) return fail('invalid', 'This is not a mail address.');
  if (wish.data.dryRun) return countHeld(brand, email);
  const request = requestOf(brand, email);
  // Only this call needs the queue: the others start without it.
  const { queuePrivacy } = await import('../../shared/clients/privacy-queue.ts');
  const queued = await queuePrivacy([{ request }]);
  if (!queued.ok) return queued;
  log.info('erasure asked', { brand, request: request.id, by });
  return ok({ id: request.id, kind: request.kind, status: 'accepted' });
}

function requestOf(brand: string, email: string): PrivacyRequest {
  const now = Temporal.Now.instant();
  const asked = { brand, source: BY_OPERATOR, kind: 'erase-person', email } as const;
  const dueBy = iso(now.add({ hours: DAYS_TO_ACT * 24 }));
  // By chance, since it outlives the person: an address could be guessed from its digest.
  const id = requestId({ chance: randomUUID() });
  return { id, ...asked, requestedAt: iso(now), dueBy, test: false };
}

async function countHeld(brand: string, email: string): Promise<Result<object, HttpFailure>> {
  const contact = contactId(await loadKey(ENV.contactKey), brand, { email });
  const held = { known: false, events: 0, followUps: 0 };
  let cursor: string | undefined;
  do {
    const page = await exportPerson(brand, contact, cursor);
    held.known ||= page.profile !== undefined;
    held.events += page.events.length;
    held.followUps += page.followUps.length;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return ok({ contact, ...held });
}

/** `…/privacy/{request}/done`: closes the request for an export, once the copy was handed over. */
export const privacyDone: Resource = {
  path: 'privacy/{request}/done',
  operations: { POST: { role: 'admin', run: close } },
};

async function close({ brand, parameters, by }: Call): Promise<Result<object, HttpFailure>> {
  const id = parameters['request'] ?? '';
  const known = await loadRequest({ brand, id });
  if (!known) return fail('not-found', 'There is no such request in this brand.');
  if (known.kind !== 'export-person')
    return fail('conflict', 'An erasure is done by the system itself, and closed when nothing is left.');
  const doneAt = iso(Temporal.Now.instant());
  if (!(await closeRequest({ brand, id }, doneAt))) return fail('conflict', 'It is done already.');
  log.info('request done', { brand, request: id, kind: known.kind, by });
  return ok({ ...known, state: 'done', doneAt });
}

import { randomUUID } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { loadKey } from '../../shared/clients/secrets.ts';
import { ENV } from '../../shared/contract/names.ts';
import {
  BY_OPERATOR,
  DAYS_TO_ACT,
  type PrivacyRequest,
  privacyId,
  privacyKind,
  privacyRecord,
} from '../../shared/contract/privacy.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { contactId, requestId } from '../../shared/domain/people/identity.ts';
import { iso } from '../../shared/domain/time/waits.ts';
import { listRequests, closeRequest, loadRequest } from '../../shared/store/privacy.ts';
import { exportPerson } from '../../shared/work/export.ts';
import { log } from '../middleware/logger.ts';
import { mailAddress } from './mail-address.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

const count = z.number().int();

/** `…/privacy`: what was asked to be done with somebody's data, what became of it and by when it is due. */
export const privacy: Resource = {
  path: 'privacy',
  operations: {
    GET: operation({
      role: 'viewer',
      summary:
        'Lists what was asked to be done with somebody’s data, what became of it and by when it is due.',
      answer: z.object({ items: z.array(privacyRecord) }),
      run: async ({ brand }) => ok({ items: await listRequests(brand) }),
    }),
  },
};

/** `…/privacy/erase` `{"email":…}`: for who asks by mail. It is done by `jobs`; a dry run tells what is held. */
export const privacyErase: Resource = {
  path: 'privacy/erase',
  operations: {
    POST: operation({
      role: 'admin',
      status: 202,
      summary: 'Has everything erased that is held of a person; a dry run tells what that is.',
      body: z.strictObject({ email: mailAddress, dryRun: z.boolean().optional() }),
      answer: z.union([
        z.object({ id: privacyId, kind: privacyKind, status: z.literal('accepted') }),
        z.object({ contact: z.string(), known: z.boolean(), events: count, followUps: count }),
      ]),
      refusals: ['queue-unavailable'],
      example: { body: { email: 'ana@example.com', dryRun: true } },
      run: async ({ brand, body: { email, dryRun }, by }) => {
        if (dryRun) return ok(await countHeld(brand, email));
        const request = requestOf(brand, email);
        // Only this call needs the queue: the others start without it.
        const { queuePrivacy } = await import('../../shared/clients/privacy-queue.ts');
        const queued = await queuePrivacy([{ request }]);
        if (!queued.ok) return queued;
        log.info('erasure asked', { brand, request: request.id, by });
        return ok({ id: request.id, kind: request.kind, status: 'accepted' as const });
      },
    }),
  },
};

function requestOf(brand: string, email: string): PrivacyRequest {
  const now = Temporal.Now.instant();
  const asked = { brand, source: BY_OPERATOR, kind: 'erase-person', email } as const;
  const dueBy = iso(now.add({ hours: DAYS_TO_ACT * 24 }));
  // By chance, since it outlives the person: an address could be guessed from its digest.
  const id = requestId({ chance: randomUUID() });
  return { id, ...asked, requestedAt: iso(now), dueBy, test: false };
}

async function countHeld(brand: string, email: string) {
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
  return { contact, ...held };
}

/** `…/privacy/{request}/done`: closes the request for an export, once the copy was handed over. */
export const privacyDone: Resource = {
  path: 'privacy/{request}/done',
  operations: {
    POST: operation({
      role: 'admin',
      summary: 'Closes a request for a copy, once that was handed over.',
      answer: privacyRecord,
      refusals: ['not-found', 'conflict'],
      run: async ({ brand, parameters, by }) => {
        const id = parameters['request'] ?? '';
        const known = await loadRequest({ brand, id });
        if (!known) return fail('not-found', 'There is no such request in this brand.');
        if (known.kind !== 'export-person')
          return fail(
            'conflict',
            'An erasure is done by the system itself, and closed when nothing is left.',
          );
        const doneAt = iso(Temporal.Now.instant());
        if (!(await closeRequest({ brand, id }, doneAt))) return fail('conflict', 'It is done already.');
        log.info('request done', { brand, request: id, kind: known.kind, by });
        return ok({ ...known, state: 'done' as const, doneAt });
      },
    }),
  },
};

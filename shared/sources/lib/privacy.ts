import { Temporal } from 'temporal-polyfill';
import { DAYS_TO_ACT, privacyRequest, type PrivacyRequest } from '../../contract/privacy.ts';
import { fail, ok } from '../../contract/result.ts';
import { requestId } from '../../domain/people/identity.ts';
import { iso } from '../../domain/time/waits.ts';
import type { TranslateContext, Translated } from '../source.ts';
import { ignore } from './event.ts';
import { describe } from './shape.ts';

const NOBODY = 'It names nobody whose data it could be about.';

/** A request about somebody's data, as a platform's file found it. */
export type Asked = {
  kind: PrivacyRequest['kind'];
  email?: string | undefined;
  externalId?: string | undefined;
  orders?: readonly string[] | undefined;
  reference?: string | undefined;
  /** When the platform says that it was asked: the same on each of its tries. */
  askedAt?: Temporal.Instant | undefined;
  test: boolean;
};

/**
 * A request of the contract. Its id tells two requests of the same person apart by when they were asked, where that is
 * told.
 */
export function request(asked: Asked, { brand, source, receivedAt }: TranslateContext): Translated {
  const { kind, email, externalId, reference, askedAt, test } = asked;
  const orders = asked.orders?.length ? [...asked.orders] : undefined;
  if (kind !== 'erase-source' && !email && !externalId && !orders) return ignore(NOBODY);
  const fact = { brand, source, kind, orders, reference };
  // The id outlives the person: an address, which could be guessed from its digest, is in it only where nothing else is.
  const id = requestId({ ...fact, who: externalId ?? email, at: askedAt?.toString() });
  const read = privacyRequest.safeParse({
    id,
    ...fact,
    email,
    externalId,
    ...timesOf(askedAt, receivedAt),
    test,
  });
  return read.success ? ok([{ request: read.data }]) : fail('bad-shape', describe(read.error));
}

/** A date in the future must not put off what is due. */
function timesOf(askedAt: Temporal.Instant | undefined, receivedAt: Temporal.Instant) {
  const isPast = askedAt && Temporal.Instant.compare(askedAt, receivedAt) < 0;
  const asked = isPast ? askedAt : receivedAt;
  return { requestedAt: iso(asked), dueBy: iso(asked.add({ hours: DAYS_TO_ACT * 24 })) };
}

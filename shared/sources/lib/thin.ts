import { Temporal } from 'temporal-polyfill';
import type * as z from 'zod';
import type { Money } from '../../contract/primitives.ts';
import { ok, type Result } from '../../contract/result.ts';
import { eventId } from '../../domain/people/identity.ts';
import type { ApiAnswer, ApiCall, BodyFailure, Thin, TranslateContext, Translated } from '../source.ts';
import { ignore, tell, type Fact } from './event.ts';
import { idText, readAs } from './shape.ts';

/** An id that may stand in a path: nothing in it leads anywhere else. */
export const pathId = idText.refine((id) => /^[A-Za-z0-9_-]+$/.test(id), 'expected a plain id');

/** The platform was asked and knows nothing of it. */
export const GONE = 'The platform has no such thing any more.';

/** What a webhook told already; it only lacks the person. Texts stay below 200 characters. */
export type HalfTold = Omit<Fact, 'person' | 'facts'> & {
  order?: { id: string; number?: string | undefined; total?: Money | undefined };
  subscription?: { id: string; period?: string | undefined };
};

/** Leaves for the look-up who it was; what is known already travels along as plain text. */
export function askLater(
  told: HalfTold,
  question: { resource: string; params: Record<string, string> },
  context: TranslateContext,
): Translated {
  const { kind, subject, detail, test, occurredAt, order, subscription } = told;
  const { brand, source } = context;
  const params = {
    subject,
    detail,
    order: order?.id,
    number: order?.number,
    amount: order?.total?.amount,
    currency: order?.total?.currency,
    subscription: subscription?.id,
    period: subscription?.period,
    ...question.params,
  };
  const thin = {
    id: eventId({ brand, source, kind, subject, ...(detail === undefined ? {} : { detail }) }),
    kind,
    resource: question.resource,
    params: Object.fromEntries(
      Object.entries(params).flatMap(([key, value]) => (value ? [[key, value]] : [])),
    ),
    occurredAt: occurredAt.toString(),
    test,
  };
  return ok([{ thin }]);
}

/** The event of what `askLater` left open, now that the person is known. */
export function tellWhole(thin: Thin, person: Fact['person'], context: TranslateContext): Translated {
  const { kind, test, occurredAt, params } = thin;
  const { subject = '', detail, order, number, amount, currency, subscription, period } = params;
  const money = amount && currency ? { amount, currency } : undefined;
  const fact = {
    kind,
    subject,
    detail,
    occurredAt: Temporal.Instant.from(occurredAt),
    test,
    person,
    facts: {
      order: order ? { id: order, number, total: money } : undefined,
      subscription: subscription
        ? { id: subscription, period, amount: kind === 'renewal' ? money : undefined }
        : undefined,
    },
  };
  return tell(fact, context);
}

/** Asks one question and goes on with the answer, read by its schema; there may be no such thing any more. */
export function* ask<T>(
  call: ApiCall,
  schema: z.ZodType<T>,
): Generator<ApiCall, Result<T | undefined, BodyFailure>, ApiAnswer> {
  const answer = yield call;
  return answer.found ? readAs(schema, answer.body, (it) => ok(it)) : ok(undefined);
}

/** A look-up that brings nothing but the person: one question, one reading of the answer. */
export function* askWho<T>(
  asked: { thin: Thin; context: TranslateContext; path: string; query?: Readonly<Record<string, string>> },
  schema: z.ZodType<T>,
  personOf: (it: T) => Fact['person'],
): Generator<ApiCall, Translated, ApiAnswer> {
  const { thin, context, path, query } = asked;
  const answer = yield* ask({ path, ...(query && { query }) }, schema);
  if (!answer.ok) return answer;
  // A cancellation or a refund stands by its subject, also when the person behind it is gone.
  if (answer.value === undefined && thin.kind !== 'cancellation') return ignore(GONE, thin.kind);
  return tellWhole(thin, answer.value === undefined ? {} : personOf(answer.value), context);
}

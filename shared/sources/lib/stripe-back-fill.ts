import * as z from 'zod';
import { fail, ok, type Result } from '../../contract/result.ts';
import type { ApiAnswer, ApiCall, BackFill, BackFillRange, BodyFailure, Delivery } from '../source.ts';
import { idText, readAs, text } from './shape.ts';

const PAGE = 50;
/** Seconds. The endpoint's version changes seldom, and each page asks for it. */
const REMEMBERED = 600;
const TYPES = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'invoice.paid',
  'invoice_payment.paid',
  'charge.refunded',
];

/** API versions from which an invoice no longer names its payment, and a charge no longer lists its refunds. */
const WITHOUT_PAYMENT = '2025-03-31';
const WITHOUT_REFUNDS = '2022-11-15';

const stored = z.looseObject({
  id: idText,
  type: z.string(),
  api_version: text,
  data: z.looseObject({ object: z.looseObject({ id: idText.optional() }) }),
});
type Stored = z.infer<typeof stored>;
const events = z.object({ data: z.array(stored), has_more: z.boolean().nullish() });
const endpoints = z.object({ data: z.array(z.object({ url: z.string(), api_version: text })) });

type Dialogue<T> = Generator<ApiCall, T, ApiAnswer>;

/**
 * Stripe keeps what it told for thirty days, in the very shape of its webhooks, newest first. But an event is kept in
 * the version of the account, while our endpoint may have one of its own, and what a payment is named by depends on
 * it. So each event is brought into the endpoint's version: else one payment would be two.
 */
export const backFill: BackFill = {
  base: () => ok('https://api.stripe.com/v1'),
  authorise: (credential) => ({ authorization: `Bearer ${credential}` }),
  limits: { perMinute: 600 },
  reachDays: 30,
  *readPage(range, { brand, source }) {
    const version = yield* versionOf(`/hooks/${brand}/${source}`);
    if (!version.ok) return version;
    const answer = yield { path: '/events', query: queryOf(range) };
    if (!answer.found) return fail('bad-shape', 'Stripe has no list of events at this address.');
    const page = readAs(events, answer.body, ok);
    if (!page.ok) return page;
    const deliveries: Delivery[] = [];
    for (const one of page.value.data) deliveries.push(asWebhook(yield* inVersion(one, version.value)));
    const last = page.value.has_more ? page.value.data.at(-1)?.id : undefined;
    return ok({ deliveries, ...(last !== undefined && { cursor: last }) });
  },
};

const queryOf = ({ from, to, cursor }: BackFillRange): Record<string, string> => ({
  limit: String(PAGE),
  'created[gte]': String(Math.floor(from.epochMilliseconds / 1000)),
  ...(to && { 'created[lt]': String(Math.floor(to.epochMilliseconds / 1000)) }),
  ...Object.fromEntries(TYPES.map((type, at) => [`types[${at}]`, type])),
  ...(cursor !== undefined && { starting_after: cursor }),
});

/** The API version that our endpoint is told in; `undefined` when it is the account's. */
function* versionOf(path: string): Dialogue<Result<string | undefined, BodyFailure>> {
  const answer = yield { path: '/webhook_endpoints', query: { limit: '100' }, rememberFor: REMEMBERED };
  if (!answer.found) return ok(undefined);
  return readAs(endpoints, answer.body, ({ data }) => {
    const ours = data.find(({ url }) => URL.parse(url)?.pathname === path);
    return ok(ours?.api_version ?? undefined);
  });
}

function* inVersion(event: Stored, version: string | undefined): Dialogue<Stored> {
  const told = event.api_version ?? '';
  if (version === undefined || version === told) return event;
  const { object } = event.data;
  if (event.type === 'charge.refunded' && version >= WITHOUT_REFUNDS && told < WITHOUT_REFUNDS)
    return withObject(event, { ...object, refunds: undefined });
  if (event.type !== 'invoice.paid') return event;
  if (version >= WITHOUT_PAYMENT)
    return withObject(event, { ...object, payment_intent: undefined, payments: undefined });
  return told < WITHOUT_PAYMENT ? event : yield* withPayment(event);
}

const withObject = (event: Stored, object: Record<string, unknown>): Stored => ({
  ...event,
  data: { ...event.data, object },
});

/** The endpoint's webhook would have named the payment; Stripe is asked for it. */
function* withPayment(event: Stored): Dialogue<Stored> {
  const { object } = event.data;
  if (!/^in_[A-Za-z0-9]+$/.test(object.id ?? '')) return event;
  const answer = yield { path: `/invoices/${object.id}`, query: { 'expand[0]': 'payments' } };
  const found = z.looseObject({ payments: z.unknown() }).safeParse(answer.found ? answer.body : {});
  return withObject(event, { ...object, payments: found.data?.payments });
}

const asWebhook = (event: Stored): Delivery => ({
  raw: Buffer.from(JSON.stringify(event)),
  headers: {},
  query: {},
});

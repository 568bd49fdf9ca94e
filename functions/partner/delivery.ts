import * as z from 'zod';
import { fail, ok, type Failure, type Result } from '../../shared/contract/result.ts';
import { parseJson } from '../../shared/sources/lib/json.ts';
import type { Delivery } from '../../shared/sources/source.ts';

const envelope = z.object({ id: z.string(), source: z.string(), detail: z.looseObject({}) });
export type Envelope = z.infer<typeof envelope>;

/** Reads an envelope of EventBridge without rounding the long numbers in it; throws on anything else. */
export function readEnvelope(body: string): Envelope {
  const parsed = parseJson(Buffer.from(body));
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return envelope.parse(parsed.value);
}

/** Shopify sends the body of the webhook beside its headers. */
const shopifyDetail = z.object({
  payload: z.looseObject({}),
  metadata: z.record(z.string(), z.unknown()),
});

/** The webhook that the platform would have posted; Stripe's event is the detail itself. */
export function toDelivery(platform: string, detail: unknown): Result<Delivery, Failure<'bad-shape'>> {
  if (platform !== 'shopify') return ok(deliveryOf(detail, {}));
  const read = shopifyDetail.safeParse(detail);
  if (!read.success) return fail('bad-shape', 'The detail is not a payload with its metadata.');
  return ok(deliveryOf(read.data.payload, read.data.metadata));
}

/** Long numbers have become text when they were read, so nothing is lost by writing them down again. */
function deliveryOf(body: unknown, metadata: Readonly<Record<string, unknown>>): Delivery {
  const headers = Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { raw: Buffer.from(JSON.stringify(body)), headers: Object.fromEntries(headers), query: {} };
}

import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { TOLD_KINDS, type EventKind } from '../contract/event.ts';
import { fail, ok, type Result } from '../contract/result.ts';
import { collect } from './lib/batch.ts';
import { decodeAttribute } from './lib/cloudevents-headers.ts';
import { ignore } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { readAs, text } from './lib/shape.ts';
import { verifyStandard } from './lib/standard.ts';
import {
  UNKNOWN_TOPIC,
  type BodyFailure,
  type Delivery,
  type Platform,
  type Topic,
  type TranslateContext,
  type Translated,
} from './source.ts';
import { translateOwn } from './standard-webhooks.ts';

const TOPICS: Record<string, Topic> = Object.fromEntries(
  TOLD_KINDS.map((kind): [string, Topic] => [
    kind,
    { becomes: kind, note: `also as the end of a longer type: com.example.${kind}` },
  ]),
);

/** What tells these apart is when they happened, so a repeated one without a time would be another. */
const NEED_TIME: readonly EventKind[] = ['consent', 'renewal', 'replied'];

const envelope = z.object({
  specversion: z.string().regex(/^1\.\d{1,2}$/, 'expected 1.0'),
  id: z.string().min(1).max(1000),
  source: z.string().min(1).max(2000),
  type: z.string().min(1).max(500),
  time: text,
  datacontenttype: text,
  data: z.unknown().optional(),
  data_base64: text,
});
type Envelope = z.infer<typeof envelope>;

const translate: Platform['translate'] = (delivery, context) => {
  const type = (delivery.headers['content-type'] ?? '').toLowerCase();
  if (!type.startsWith('application/cloudevents') && delivery.headers['ce-specversion'] !== undefined)
    return ofBinary(delivery, context);
  const parsed = parseJson(delivery.raw);
  if (!parsed.ok) return parsed;
  if (!type.startsWith('application/cloudevents-batch')) return ofEnvelope(parsed.value, context);
  return readAs(z.array(z.unknown()).max(100), parsed.value, (all) =>
    collect(all, (one) => ofEnvelope(one, context)),
  );
};

/** The attributes stand in headers, the body is the data. */
function ofBinary({ raw, headers }: Delivery, context: TranslateContext): Translated {
  const attributes: Record<string, unknown> = {};
  for (const name of ['specversion', 'id', 'source', 'type', 'time']) {
    const value = headers[`ce-${name}`];
    const decoded = value === undefined ? undefined : decodeAttribute(value);
    if (value !== undefined && decoded === undefined)
      return fail(
        'bad-shape',
        `Not the expected shape. The header ce-${name} is not encoded as it should be.`,
      );
    attributes[name] = decoded;
  }
  return readAs(envelope, attributes, (it) =>
    tellData(it, context, () => readData(raw, headers['content-type'])),
  );
}

const ofEnvelope = (value: unknown, context: TranslateContext): Translated =>
  readAs(envelope, value, (it) =>
    tellData(it, context, () =>
      it.data_base64 ? readData(Buffer.from(it.data_base64, 'base64'), it.datacontenttype) : ok(it.data),
    ),
  );

function readData(raw: Buffer, contentType: string | null | undefined): Result<unknown, BodyFailure> {
  return /^(application\/json|text\/json|[\w.-]+\/[\w.-]+\+json)\b/i.test(contentType ?? 'application/json')
    ? parseJson(raw)
    : fail('bad-shape', 'Not the expected shape. The data are no JSON.');
}

/** What is none of ours is passed over, whatever its data look like. */
function tellData(
  it: Envelope,
  context: TranslateContext,
  read: () => Result<unknown, BodyFailure>,
): Translated {
  const kind = kindOf(it.type);
  if (!kind) return ignore(UNKNOWN_TOPIC);
  if (!it.time && NEED_TIME.includes(kind))
    return fail('bad-shape', 'Not the expected shape. time: expected it for this type.');
  const data = read();
  if (!data.ok) return data;
  return translateOwn(
    { type: kind, timestamp: it.time ?? timeText(context.receivedAt), data: data.value },
    context,
  );
}

const timeText = (at: Temporal.Instant): string => at.toString();

/** `purchase`, `com.example.purchase`, `com.example.purchase.v2`. */
function kindOf(type: string): EventKind | undefined {
  const last = type
    .replace(/\.v\d{1,4}$/, '')
    .split('.')
    .at(-1);
  return TOLD_KINDS.find((kind) => kind === last);
}

export const cloudevents: Platform = {
  id: 'cloudevents',
  name: 'CloudEvents (your own system)',
  topics: TOPICS,
  okStatus: 202,
  verify: verifyStandard,
  translate,
  setup: {
    secret: { ours: 'standard-webhooks' },
    steps: [
      'Post events to {address}: structured, binary or batched.',
      'Sign each request as Standard Webhooks describes, with the headers webhook-id, webhook-timestamp and webhook-signature.',
      'Let the type end in one of our kinds, and put into data what our own payload has there.',
    ],
    notes: [
      'The signature is over the body: in binary mode it does not cover the type, so prefer the structured one.',
    ],
  },
};

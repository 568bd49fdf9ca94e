import * as z from 'zod';
import type { Result } from '../contract/result.ts';
import { subjectPart } from '../domain/people/identity.ts';
import { ignore, ignoreTopic, tell, type Fact } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { firstEmail } from './lib/person.ts';
import { cut, idText, line, number, readAs, text, time } from './lib/shape.ts';
import { anySame, hmac, judge, missingSignature } from './lib/signature.ts';
import { firstFigure } from './lib/survey.ts';
import { parseXml } from './lib/xml.ts';
import type { BodyFailure, Delivery, Platform, Topic, TranslateContext, Translated } from './source.ts';

const UNSUBSCRIBED = 'The reviewer wants no mail from this shop.';
const OTHER_SHOP = 'It comes from another shop than the one that this source is for.';

const TOPICS: Record<string, Topic> = {
  'review/created': { becomes: 'review', note: 'unless it is spam or its writer has unsubscribed' },
  'review/updated': { becomes: 'review', note: 'once for each review, whichever comes first' },
};

/** XML has only text. */
const yes = z.union([z.boolean(), z.string().transform((word) => word === 'true')]).nullish();
const figure = z
  .union([
    number,
    z
      .string()
      .regex(/^\d{1,3}(\.\d{1,3})?$/)
      .transform(Number),
  ])
  .nullish();

const heading = z.object({
  event: z.string().min(1).max(200),
  shop_domain: text,
  review: z.unknown().optional(),
});
const review = z.object({
  id: idText,
  title: text,
  body: text,
  rating: figure,
  product_title: text,
  product_handle: text,
  curated: text,
  created_at: time,
  reviewer: z
    .object({
      external_id: idText.nullish().catch(null),
      email: text,
      name: text,
      accepts_marketing: yes,
      unsubscribed_at: text,
    })
    .nullish(),
});
type Review = z.infer<typeof review>;

const verify: Platform['verify'] = ({ raw, headers }, { secrets }) => {
  const given = headers['judgeme-hmac-sha256'] ?? headers['x-judgeme-hmac-sha256'];
  if (!given) return missingSignature();
  return judge(
    anySame(
      secrets.map((secret) => hmac('sha256', secret, [raw]).toString('hex')),
      [given],
    ),
  );
};

const translate: Platform['translate'] = (delivery, context) => {
  const parsed = parse(delivery);
  if (!parsed.ok) return parsed;
  return readAs(heading, parsed.value, (it) => {
    if (!Object.hasOwn(TOPICS, it.event)) return ignoreTopic(TOPICS, it.event);
    const { shop } = context.settings;
    if (shop && shop !== it.shop_domain) return ignore(OTHER_SHOP);
    return readAs(review, it.review, (one) => ofReview(one, context));
  });
};

/** What the content type says, or else what it looks like: not every shop's webhooks say it. */
function parse({ raw, headers }: Delivery): Result<unknown, BodyFailure> {
  const type = headers['content-type'] ?? '';
  const isXml = type.includes('xml') || (!type.includes('json') && /^\s*</.test(raw.toString('utf8', 0, 64)));
  return isXml ? parseXml(raw) : parseJson(raw);
}

/** The stars are told and decide nothing here: a rule may ask for them, but thanks are for everybody. */
function ofReview(it: Review, context: TranslateContext): Translated {
  if (it.curated === 'spam') return ignore('The shop has marked the review as spam.', 'review');
  if (it.reviewer?.unsubscribed_at) return ignore(UNSUBSCRIBED, 'review');
  const fact = {
    kind: 'review' as const,
    subject: subjectPart('review', it.id),
    occurredAt: it.created_at,
    test: false,
    person: writerOf(it),
    facts: {
      review: {
        id: it.id,
        rating: firstFigure(it.rating),
        title: line(it.title, 500),
        body: cut(it.body, 10_000),
        product: line(it.product_title ?? it.product_handle, 500),
      },
    },
  };
  return tell(fact, context);
}

function writerOf({ reviewer }: Review): Fact['person'] {
  return {
    email: firstEmail(reviewer?.email),
    externalId: reviewer?.external_id?.slice(0, 128),
    firstName: line(reviewer?.name, 200),
    // An unticked box withdraws nothing: the person may have agreed elsewhere.
    consent: reviewer?.accepts_marketing === true ? 'granted' : undefined,
  };
}

export const judgeme: Platform = {
  id: 'judgeme',
  name: 'Judge.me',
  topics: TOPICS,
  okStatus: 200,
  verify,
  translate,
  settings: [{ name: 'shop', what: 'The only shop to listen to, for instance kettles.myshopify.com.' }],
  setup: {
    secret: {
      shown:
        'The secret of the app that made the webhook, or else the private API token, in Judge.me under Settings, Integrations.',
    },
    steps: [
      'Create a webhook by the API of Judge.me for review/created, with the address {address}.',
      'Do the same for review/updated, if reviews are to be thanked that were written before.',
    ],
  },
};

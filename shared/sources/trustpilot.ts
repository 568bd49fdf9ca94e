import * as z from 'zod';
import { subjectPart } from '../domain/people/identity.ts';
import { ignore, ignoreTopic, tell } from './lib/event.ts';
import { collect } from './lib/batch.ts';
import { parseJson } from './lib/json.ts';
import { firstEmail, languageOf } from './lib/person.ts';
import { cut, idText, line, readAs, text, time } from './lib/shape.ts';
import { KEY, verifyKey } from './lib/signature.ts';
import { firstFigure } from './lib/survey.ts';
import type { Platform, Topic, TranslateContext, Translated } from './source.ts';

const NOBODY = 'Trustpilot tells no e-mail address of the reviewer, so there is nobody to write to.';
const ONLY_WITH = 'only where Trustpilot tells the address of the reviewer, which it seldom does';

const TOPICS: Record<string, Topic> = {
  'service-review-created': { becomes: 'review', note: ONLY_WITH },
  'service-review-updated': { becomes: 'review', note: 'once for each review, whichever comes first' },
  'service-review-deleted': { ignored: 'A deleted review is nothing to thank for.' },
};

const batch = z.object({ events: z.array(z.unknown()).max(100) });
const heading = z.object({ eventName: z.string().min(1).max(200), eventData: z.unknown().optional() });
const review = z.object({
  id: idText,
  stars: z.number().nullish(),
  title: text,
  text,
  language: text,
  createdAt: time,
  referralEmail: text,
  consumer: z.object({ id: text, name: text, displayName: text, email: text }).nullish(),
});
type Review = z.infer<typeof review>;

const translate: Platform['translate'] = ({ raw }, context) => {
  const parsed = parseJson(raw);
  if (!parsed.ok) return parsed;
  return readAs(batch, parsed.value, ({ events }) => collect(events, (event) => ofEvent(event, context)));
};

const ofEvent = (event: unknown, context: TranslateContext): Translated =>
  readAs(heading, event, ({ eventName, eventData }) => {
    const topic = Object.hasOwn(TOPICS, eventName) ? TOPICS[eventName] : undefined;
    if (!topic || 'ignored' in topic) return ignoreTopic(TOPICS, eventName);
    return readAs(review, eventData, (it) => ofReview(it, context));
  });

/**
 * `referenceId` is an order number of the shop, which only the shop's own source could turn into a person; nobody is
 * guessed from a name. The stars decide nothing.
 */
function ofReview(it: Review, context: TranslateContext): Translated {
  const email = firstEmail(it.consumer?.email, it.referralEmail);
  if (!email) return ignore(NOBODY, 'review');
  const fact = {
    kind: 'review' as const,
    subject: subjectPart('review', it.id),
    occurredAt: it.createdAt,
    test: false,
    person: {
      email,
      externalId: line(it.consumer?.id, 128),
      firstName: line(it.consumer?.displayName ?? it.consumer?.name, 200),
      locale: languageOf(it.language),
    },
    facts: {
      review: {
        id: it.id,
        rating: firstFigure(it.stars),
        title: line(it.title, 500),
        body: cut(it.text, 10_000),
      },
    },
  };
  return tell(fact, context);
}

export const trustpilot: Platform = {
  id: 'trustpilot',
  name: 'Trustpilot',
  topics: TOPICS,
  okStatus: 200,
  verify: verifyKey,
  translate,
  setup: {
    secret: { ours: 'letters', place: { query: KEY } },
    steps: [
      'Open Trustpilot Business and choose Integrations, then Webhooks.',
      'Add a webhook for service reviews with the address {address}.',
    ],
    notes: [
      'Trustpilot signs nothing: the address is the secret. Its webhooks name an order number and no address.',
    ],
  },
};

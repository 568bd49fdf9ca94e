import * as z from 'zod';
import { subjectPart } from '../domain/people/identity.ts';
import { ignore, ignoreTopic, tell } from './lib/event.ts';
import { collect } from './lib/batch.ts';
import { parseJson } from './lib/json.ts';
import { cut, idText, line, readAs, text, time } from './lib/shape.ts';
import { KEY, verifyKey } from './lib/signature.ts';
import { firstFigure } from './lib/survey.ts';
import type { Platform, Topic, TranslateContext, Translated } from './source.ts';

const NOBODY = 'The review names neither an e-mail address nor an order, so there is nobody to write to.';
const ONLY_WITH =
  'the reviewer is found by the number of the order, which another source of the brand has told';

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
  createdAt: time,
  /** The shop's order number, where the invitation to the review carried it. */
  referenceId: text,
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
 * Trustpilot tells no address. The order's number leads to who ordered, once the shop's own source has told of it;
 * nobody is guessed from a name. The stars decide nothing.
 */
function ofReview(it: Review, context: TranslateContext): Translated {
  const number = line(it.referenceId, 100);
  if (number === undefined) return ignore(NOBODY, 'review');
  const fact = {
    kind: 'review' as const,
    subject: subjectPart('review', it.id),
    occurredAt: it.createdAt,
    test: false,
    // Under the name that somebody writes reviews by, nobody wants to be greeted.
    person: {},
    leads: true,
    facts: {
      order: { id: number, number },
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
      'Trustpilot signs nothing: the address is the secret.',
      'Its webhooks name no address: send the order number as the reference of each invitation, and the reviewer is who placed that order. A number that two shops of the brand have both given leads to nobody.',
    ],
  },
};

import { Temporal } from 'temporal-polyfill';
import { TOLD_KINDS, type ToldKind } from '../contract/event.ts';
import { fail, type Failure } from '../contract/result.ts';
import { subjectPart } from '../domain/people/identity.ts';
import { ignore, tell, type Fact } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { heading, payload, type Payload } from './lib/payload.ts';
import { readAs } from './lib/shape.ts';
import { faultInDates } from './lib/payload-dates.ts';
import { SETUP } from './lib/standard-guide.ts';
import { verifyStandard } from './lib/standard.ts';
import {
  UNKNOWN_TOPIC,
  type Platform,
  type Topic,
  type TranslateContext,
  type Translated,
} from './source.ts';

const TOPICS: Record<string, Topic> = Object.fromEntries(TOLD_KINDS.map((kind) => [kind, { becomes: kind }]));

type Data = Payload['data'];
/** What a kind is about. `detail` tells apart several events of one subject. */
type About = { subject: string; facts: Fact['facts']; detail?: string | undefined };
type Missing = { ok: false; failure: Failure<'bad-shape'> };

const translate: Platform['translate'] = ({ raw }, context) => {
  const parsed = parseJson(raw);
  return parsed.ok ? translateOwn(parsed.value, context) : parsed;
};

/** Our own payload, however it came. */
export const translateOwn = (message: unknown, context: TranslateContext): Translated =>
  readAs(heading, message, ({ type }) =>
    TOLD_KINDS.some((kind) => kind === type)
      ? readAs(payload, message, (it) => ofPayload(it, context))
      : ignore(UNKNOWN_TOPIC),
  );

function ofPayload(given: Payload, context: TranslateContext): Translated {
  const { type: kind, timestamp, data } = given;
  const fault = faultInDates(given, context.receivedAt);
  if (fault) return fail('bad-shape', `Not the expected shape. ${fault}.`);
  const about = ABOUT[kind]({ kind, timestamp, data, email: data.contact?.email ?? '' });
  if ('ok' in about) return about;
  const person = data.contact ?? {};
  const { subject, detail, facts } = about;
  return tell(
    { kind, subject, detail, occurredAt: timestamp, test: data.test === true, person, facts },
    context,
  );
}

type Told = { kind: ToldKind; timestamp: Temporal.Instant; data: Data; email: string };

const missing = (what: string): Missing =>
  fail('bad-shape', `Not the expected shape. data.${what}: expected it for this type.`);

const ofOrder = ({ data: { order } }: Told): About | Missing =>
  order ? { subject: subjectPart('order', order.id), facts: { order } } : missing('order');

const ofRefund = ({ data: { order, refund } }: Told): About | Missing => {
  if (!order || !refund) return missing(order ? 'refund' : 'order');
  return { subject: subjectPart('order', order.id), detail: refund.id, facts: { order, refund } };
};

/** Without a period, the day of the message stands for it, so that a renewal sent twice is one. */
const ofRenewal = ({ data: { subscription }, timestamp }: Told): About | Missing => {
  if (!subscription) return missing('subscription');
  const period = subscription.period ?? timestamp.toString().slice(0, 10);
  return { subject: subjectPart('subscription', subscription.id, period), facts: { subscription } };
};

const ofCancellation = (told: Told): About | Missing => {
  const { order, subscription } = told.data;
  if (order) return ofOrder(told);
  if (!subscription) return missing('order');
  const parts = subscription.period ? [subscription.id, subscription.period] : [subscription.id];
  return { subject: subjectPart('subscription', ...parts), facts: { subscription } };
};

const ofSurvey = ({ data: { survey } }: Told): About | Missing =>
  survey ? { subject: subjectPart('survey', survey.id), facts: { survey } } : missing('survey');

const ofReview = ({ data: { review } }: Told): About | Missing =>
  review ? { subject: subjectPart('review', review.id), facts: { review } } : missing('review');

/** Once for each person: what tells the events apart is the person. */
const ofSignup = ({ email }: Told): About => ({ subject: subjectPart('signup'), detail: email, facts: {} });

/** Consent may change often; each change is an event of its own. */
const ofConsent = ({ data: { consent }, timestamp, email }: Told): About | Missing => {
  if (!consent) return missing('consent');
  const at = String(Math.floor(timestamp.epochMilliseconds / 1000));
  return { subject: subjectPart('consent', consent.marketing, at), detail: email, facts: { consent } };
};

/** Which mail it answers is found later. Without an id of its own, the second in which it was written stands for it. */
const ofReply = ({ data: { reply }, timestamp, email }: Told): About => {
  const inReplyTo = reply?.inReplyTo ?? undefined;
  const own = reply?.id ?? `${inReplyTo ?? ''} ${Math.floor(timestamp.epochMilliseconds / 1000)}`;
  const facts = { reply: inReplyTo === undefined ? {} : { inReplyTo } };
  return { subject: subjectPart('reply', own), detail: email, facts };
};

/** Once for each person and year. */
const ofDate = ({ data: { date }, timestamp, email }: Told): About | Missing => {
  if (!date) return missing('date');
  const { year, years } = celebrated(date.on, timestamp);
  const facts = { date: { ...date, ...(years > 0 ? { years } : {}) } };
  return { subject: subjectPart('date', date.kind, String(year)), detail: email, facts };
};

/** `on` may be the first day ever or this year's: the celebrated one is the nearest to when it was told. */
function celebrated(on: string, told: Temporal.Instant): { year: number; years: number } {
  const first = Temporal.PlainDate.from(on.replace(/^--/, '2024-'));
  const today = told.toZonedDateTimeISO('UTC').toPlainDate();
  const distance = (year: number): number => Math.abs(first.with({ year }).until(today).total('days'));
  const near = [today.year, today.year - 1, today.year + 1];
  const year = near.reduce((best, one) => (distance(one) < distance(best) ? one : best));
  return { year, years: on.startsWith('--') ? 0 : year - first.year };
}

const ABOUT: Record<ToldKind, (told: Told) => About | Missing> = {
  signup: ofSignup,
  purchase: ofOrder,
  delivery: ofOrder,
  renewal: ofRenewal,
  refund: ofRefund,
  cancellation: ofCancellation,
  survey: ofSurvey,
  review: ofReview,
  consent: ofConsent,
  birthday: ofDate,
  anniversary: ofDate,
  occasion: ofDate,
  replied: ofReply,
};

export const standardWebhooks: Platform = {
  id: 'standard-webhooks',
  name: 'Standard Webhooks (your own system)',
  topics: TOPICS,
  okStatus: 202,
  verify: verifyStandard,
  translate,
  setup: SETUP,
};

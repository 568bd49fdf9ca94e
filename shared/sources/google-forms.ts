import * as z from 'zod';
import { ok } from '../contract/result.ts';
import { ignore, ignoreTopic } from './lib/event.ts';
import { grantOf } from './lib/google-grant.ts';
import { lookUpResponses, thinResponses } from './lib/google-forms-look-up.ts';
import { push, type Push } from './lib/google-forms-shapes.ts';
import { googleCertificates, verifyGoogle } from './lib/google-token.ts';
import { parseJson } from './lib/json.ts';
import { readAs } from './lib/shape.ts';
import { verifyStandard } from './lib/standard.ts';
import { ANONYMOUS, FORM_SETTINGS, OTHER_FORM } from './lib/survey.ts';
import { UNKNOWN_TOPIC, type Delivery, type Platform, type Topic, type TranslateContext } from './source.ts';
import { translateOwn } from './standard-webhooks.ts';

const TOPICS: Record<string, Topic> = {
  survey: { becomes: 'survey', note: 'from our script in the form; unless it is anonymous' },
  RESPONSES: { becomes: 'survey', note: 'from Pub/Sub, as the Forms API tells it; unless it is anonymous' },
  SCHEMA: { ignored: 'A changed form is no occasion to write.' },
};

/** Our script signs with the secret, Pub/Sub brings a token of Google. */
const isSigned = ({ headers }: Delivery): boolean =>
  headers['webhook-signature'] !== undefined || headers['authorization'] === undefined;

const own = z.object({ type: z.string().min(1).max(200), data: z.unknown().optional() });
const anonymous = z.object({ contact: z.object({ email: z.literal('').nullish() }).nullish() });

const translate: Platform['translate'] = ({ raw }, context) => {
  const parsed = parseJson(raw);
  if (!parsed.ok) return parsed;
  const pushed = push.safeParse(parsed.value);
  if (pushed.success) return ofPush(pushed.data, context);
  return readAs(own, parsed.value, ({ type, data }) => {
    if (type !== 'survey') return ignore(UNKNOWN_TOPIC);
    if (anonymous.safeParse(data).success) return ignore(ANONYMOUS, 'survey');
    return translateOwn(parsed.value, context);
  });
};

function ofPush(it: Push, { settings }: TranslateContext) {
  const { eventType, formId } = it.attributes;
  if (eventType !== 'RESPONSES') return ignoreTopic(TOPICS, eventType);
  if (settings['form'] && settings['form'] !== formId) return ignore(OTHER_FORM, 'survey');
  return thinResponses(it);
}

export const googleForms: Platform = {
  id: 'google-forms',
  name: 'Google Forms',
  topics: TOPICS,
  okStatus: 202,
  certificateUrl: (delivery, context) =>
    isSigned(delivery) ? ok(undefined) : googleCertificates(delivery, context),
  verify: (delivery, context) =>
    isSigned(delivery) ? verifyStandard(delivery, context) : verifyGoogle(delivery, context),
  translate,
  api: {
    base: () => ok('https://forms.googleapis.com'),
    authorise: (credential) => ({ authorization: `Bearer ${credential}` }),
    grant: (credential, { now }) => grantOf(credential, now),
    limits: { perMinute: 180 },
    lookUp: lookUpResponses,
  },
  settings: [
    ...FORM_SETTINGS,
    { name: 'audience', what: 'For Pub/Sub only: the audience of the push subscription’s token.' },
    { name: 'serviceAccount', what: 'For Pub/Sub only: the e-mail address of the account that pushes.' },
  ],
  setup: {
    secret: { ours: 'standard-webhooks' },
    steps: [
      'In the form’s settings switch Collect email addresses on.',
      'Open Apps Script from the form’s menu and put docs/google-forms/Code.gs in place of what is there.',
      'Under Project settings add the script properties EXTRAMILE_URL with {address} and EXTRAMILE_SECRET with the secret.',
      'Run the function connect once and allow what it asks for.',
    ],
    credential:
      'For Pub/Sub only: the key file (JSON) of a service account with which the form is shared, on one line.',
    notes: [
      'Instead of the script, a watch of the Forms API may tell through Pub/Sub; it lives seven days and has to be renewed.',
    ],
  },
};

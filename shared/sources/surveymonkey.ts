import { fail } from '../contract/result.ts';
import { ignoreTopic } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { readAs } from './lib/shape.ts';
import { anySame, hmac, judge, missingSignature } from './lib/signature.ts';
import { EDITED, FORM_SETTINGS, INCOMPLETE, thinSurvey } from './lib/survey.ts';
import { lookUpResponse } from './lib/surveymonkey-look-up.ts';
import { notice, placeOf, type Notice } from './lib/surveymonkey-shapes.ts';
import { hostOf } from './lib/region.ts';
import type { Platform, Topic, TranslateContext, Translated } from './source.ts';

const TOPICS: Record<string, Topic> = {
  response_completed: {
    becomes: 'survey',
    note: 'once SurveyMonkey told who answered; unless it is anonymous',
  },
  response_created: { ignored: INCOMPLETE },
  response_updated: { ignored: EDITED },
  response_disqualified: { ignored: 'The survey sent this person away.' },
  response_overquota: { ignored: 'The survey sent this person away.' },
  response_deleted: { ignored: 'A deleted answer is nothing to thank for.' },
};

/** An account lives in one of these places for ever. */
const HOSTS = { us: 'api.surveymonkey.com', eu: 'api.eu.surveymonkey.com', ca: 'api.surveymonkey.ca' };

/** The key is made of the app's id and its secret. */
const verify: Platform['verify'] = ({ raw, headers }, { secrets, settings }) => {
  const given = headers['sm-signature'];
  if (!given) return missingSignature();
  const { clientId } = settings;
  if (!clientId)
    return fail('bad-signature', 'This source has no setting clientId yet, so nothing can be checked.');
  const expected = secrets.map((secret) => hmac('sha1', `${clientId}&${secret}`, [raw]).toString('base64'));
  return judge(anySame(expected, [given]));
};

const translate: Platform['translate'] = ({ raw }, context) => {
  const parsed = parseJson(raw);
  if (!parsed.ok) return parsed;
  return readAs(notice, parsed.value, (it) =>
    it.event_type === 'response_completed' ? ofCompleted(it, context) : ignoreTopic(TOPICS, it.event_type),
  );
};

/** It holds ids only. The response stands in its survey or in its collector; not every webhook names both. */
function ofCompleted(it: Notice, context: TranslateContext): Translated {
  const place = placeOf(it);
  if (!place)
    return fail('bad-shape', 'Not the expected shape. resources.survey_id: expected an id of digits.');
  const { response, ...params } = place;
  return thinSurvey(response, params, { ...context, resource: 'response', occurredAt: it.event_datetime });
}

export const surveymonkey: Platform = {
  id: 'surveymonkey',
  name: 'SurveyMonkey',
  topics: TOPICS,
  okStatus: 200,
  verify,
  translate,
  api: {
    base: (settings) => hostOf(HOSTS, settings),
    authorise: (credential) => ({ authorization: `Bearer ${credential}` }),
    limits: { perMinute: 120, perDay: 500 },
    lookUp: lookUpResponse,
  },
  settings: [
    { name: 'clientId', what: 'The client id of your app at developer.surveymonkey.com.', required: true },
    { name: 'region', what: 'Where the account lives: us, eu or ca; us unless told.' },
    ...FORM_SETTINGS,
  ],
  setup: {
    secret: {
      shown: 'The client secret of your app, at developer.surveymonkey.com under My Apps, Settings.',
    },
    steps: [
      'Make an app at developer.surveymonkey.com with the scopes to view surveys, responses, collectors and webhooks, and to create webhooks.',
      'Create a webhook by its API: event_type response_completed, object_type survey, the ids of your surveys, subscription_url {address}.',
      'SurveyMonkey knocks at the address at once; an app needs one webhook per address.',
    ],
    credential: 'The access token of the same app: the webhooks only name the answer.',
    notes: ['A private app may ask 500 times a day: two questions an answer, and one a day for each survey.'],
  },
};

import { ignore } from './lib/event.ts';
import {
  fieldsOf,
  nameOf,
  notice,
  scoreOf,
  sentAt,
  submission,
  type Notice,
  type Submission,
} from './lib/jotform-shapes.ts';
import { readForm } from './lib/multipart.ts';
import { hostOf } from './lib/region.ts';
import { readAs } from './lib/shape.ts';
import { KEY, verifyKey } from './lib/signature.ts';
import { FORM_SETTINGS, OTHER_FORM, respondentOf, tellSurvey, thinSurvey } from './lib/survey.ts';
import { ask, GONE } from './lib/thin.ts';
import type { Api, Platform, Thin, Topic, TranslateContext, Translated } from './source.ts';

/** Jotform knows one kind of webhook, which has no name. */
const TOPICS: Record<string, Topic> = {
  submission: { becomes: 'survey', note: 'as the API of Jotform tells it; unless it is anonymous' },
};

const DELETED = 'A deleted answer is nothing to thank for.';

/** An account lives in one of these places for ever. */
const HOSTS = { us: 'api.jotform.com', eu: 'eu-api.jotform.com', hipaa: 'hipaa-api.jotform.com' };

const translate: Platform['translate'] = (delivery, context) => {
  const form = readForm(delivery);
  if (!form.ok) return form;
  return readAs(notice, Object.fromEntries(form.value), (it) => ofNotice(it, context));
};

/** Nothing is signed, so nothing in it is believed but that there may be a submission of this id. */
function ofNotice(it: Notice, context: TranslateContext): Translated {
  const { form } = context.settings;
  if (form && form !== it.formID) return ignore(OTHER_FORM, 'survey');
  const asked = { ...context, resource: 'submission', occurredAt: context.receivedAt };
  return thinSurvey(it.submissionID, { form: it.formID }, asked);
}

const lookUp: Api['lookUp'] = function* ({ params, occurredAt }: Thin, context) {
  const found = yield* ask({ path: `/submission/${params['response']}` }, submission);
  if (!found.ok) return found;
  return found.value
    ? ofSubmission(found.value, { context, form: params['form'], occurredAt })
    : ignore(GONE, 'survey');
};

type About = { context: TranslateContext; form: string | undefined; occurredAt: string };

function ofSubmission(it: Submission, { context, form, occurredAt }: About): Translated {
  if (it.form_id !== form) return ignore(OTHER_FORM, 'survey');
  if (it.status === 'DELETED') return ignore(DELETED, 'survey');
  const fields = fieldsOf(it);
  const { email, firstName, lastName } = respondentOf(fields, context.settings);
  const name = nameOf(it);
  return tellSurvey(
    {
      id: it.id,
      form,
      occurredAt: sentAt(it, occurredAt),
      person: { email, firstName: firstName ?? name.firstName, lastName: lastName ?? name.lastName },
      fields,
      score: scoreOf(it),
    },
    context,
  );
}

export const jotform: Platform = {
  id: 'jotform',
  name: 'Jotform',
  topics: TOPICS,
  okStatus: 200,
  verify: verifyKey,
  translate,
  api: {
    base: (settings) => hostOf(HOSTS, settings),
    authorise: (credential) => ({ apikey: credential }),
    lookUp,
  },
  settings: [
    { name: 'region', what: 'Where the account lives: us, eu or hipaa; us unless told.' },
    ...FORM_SETTINGS,
  ],
  setup: {
    secret: { ours: 'letters', place: { query: KEY } },
    steps: [
      'Open the form in the builder and choose Settings, then Integrations, then WebHooks.',
      'Enter {address} and complete the integration.',
    ],
    credential: 'An API key with read access, from your account’s settings under API.',
    notes: ['Jotform signs nothing, so each answer is read from its API before anything is believed.'],
  },
};

import { ignore, ignoreTopic } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { readAs } from './lib/shape.ts';
import { anySame, hmac, judge, missingSignature } from './lib/signature.ts';
import {
  FORM_SETTINGS,
  firstFigure,
  INCOMPLETE,
  OTHER_FORM,
  respondentOf,
  tellSurvey,
} from './lib/survey.ts';
import { fieldsOf, formResponse, heading, type FormResponse } from './lib/typeform-shapes.ts';
import type { Platform, Topic, TranslateContext, Translated } from './source.ts';

const TOPICS: Record<string, Topic> = {
  form_response: { becomes: 'survey', note: 'unless it is anonymous' },
  form_response_partial: { ignored: INCOMPLETE },
};

/** Several numbers may be a score; these questions ask for one. */
const SCALES: readonly string[] = ['nps', 'opinion_scale', 'rating'];

const verify: Platform['verify'] = ({ raw, headers }, { secrets }) => {
  const given = headers['typeform-signature'];
  if (!given) return missingSignature();
  const expected = secrets.map((secret) => `sha256=${hmac('sha256', secret, [raw]).toString('base64')}`);
  return judge(anySame(expected, [given]));
};

const translate: Platform['translate'] = ({ raw }, context) => {
  const parsed = parseJson(raw);
  if (!parsed.ok) return parsed;
  return readAs(heading, parsed.value, (it) =>
    it.event_type === 'form_response'
      ? readAs(formResponse, it.form_response, (response) => ofResponse(response, context))
      : ignoreTopic(TOPICS, it.event_type),
  );
};

function ofResponse(it: FormResponse, context: TranslateContext): Translated {
  const { form } = context.settings;
  if (form && form !== it.form_id) return ignore(OTHER_FORM, 'survey');
  const fields = fieldsOf(it);
  return tellSurvey(
    {
      id: it.token,
      form: it.form_id,
      title: it.definition?.title,
      occurredAt: it.submitted_at,
      person: respondentOf(fields, context.settings),
      fields,
      score: scoreOf(it),
    },
    context,
  );
}

/** Forms without any sum send a calculated 0, which is no score where a scale was answered. */
function scoreOf(it: FormResponse): number | undefined {
  const variable = (it.variables ?? []).find(({ key }) => key === 'score')?.number;
  const scale = (it.answers ?? []).find(({ field }) => SCALES.includes(field?.type ?? ''))?.number;
  const sums = [it.calculated?.score, variable];
  return firstFigure(...sums.map((sum) => sum || undefined), scale, ...sums);
}

export const typeform: Platform = {
  id: 'typeform',
  name: 'Typeform',
  topics: TOPICS,
  okStatus: 202,
  verify,
  translate,
  settings: FORM_SETTINGS,
  setup: {
    secret: { ours: 'letters' },
    steps: [
      'Open the form and choose Connect, then Webhooks, then Add a webhook.',
      'Enter {address} as the endpoint and save.',
      'Edit the webhook, switch SSL verification on and enter the secret.',
      'Leave partial responses off.',
      'Switch the webhook on and send a test request.',
    ],
  },
};

import { ignore, ignoreTopic } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { readAs } from './lib/shape.ts';
import { anySame, hmac, judge, missingSignature } from './lib/signature.ts';
import { FORM_SETTINGS, firstFigure, OTHER_FORM, respondentOf, tellSurvey } from './lib/survey.ts';
import { fieldsOf, heading, payerOf, response, type Response } from './lib/tally-shapes.ts';
import type { Platform, Topic, TranslateContext, Translated } from './source.ts';

const TOPICS: Record<string, Topic> = {
  FORM_RESPONSE: { becomes: 'survey', note: 'unless it is anonymous' },
};

const verify: Platform['verify'] = ({ raw, headers }, { secrets }) => {
  const given = headers['tally-signature'];
  if (!given) return missingSignature();
  const expected = secrets.map((secret) => hmac('sha256', secret, [raw]).toString('base64'));
  return judge(anySame(expected, [given]));
};

const translate: Platform['translate'] = ({ raw }, context) => {
  const parsed = parseJson(raw);
  if (!parsed.ok) return parsed;
  return readAs(heading, parsed.value, (it) =>
    it.eventType === 'FORM_RESPONSE'
      ? readAs(response, it.data, (data) => ofResponse(data, context))
      : ignoreTopic(TOPICS, it.eventType),
  );
};

function ofResponse(it: Response, context: TranslateContext): Translated {
  const { form } = context.settings;
  if (form && form !== it.formId) return ignore(OTHER_FORM, 'survey');
  const fields = fieldsOf(it);
  const { email, firstName, lastName } = respondentOf(fields, context.settings);
  const payer = payerOf(it);
  return tellSurvey(
    {
      id: it.responseId,
      form: it.formId,
      title: it.formName,
      occurredAt: it.createdAt,
      person: { email: email ?? payer.email, firstName: firstName ?? payer.firstName, lastName },
      fields,
      score: scoreOf(it),
    },
    context,
  );
}

/** A calculated score goes before a scale that was answered. */
function scoreOf({ fields }: Response): number | undefined {
  const numbers = (is: (field: Response['fields'][number]) => boolean): unknown[] =>
    fields.filter(is).map(({ value }) => value);
  return firstFigure(
    ...numbers(({ type, label }) => type === 'CALCULATED_FIELDS' && /^score$/i.test(label?.trim() ?? '')),
    ...numbers(({ type }) => type === 'LINEAR_SCALE' || type === 'RATING'),
  );
}

export const tally: Platform = {
  id: 'tally',
  name: 'Tally',
  topics: TOPICS,
  okStatus: 202,
  verify,
  translate,
  settings: FORM_SETTINGS,
  setup: {
    secret: { ours: 'letters' },
    steps: [
      'Open the form and choose Integrations, then Webhooks, then Connect.',
      'Enter {address} as the endpoint.',
      'Add a signing secret, enter the secret there and save.',
    ],
  },
};

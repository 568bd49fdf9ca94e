import { Temporal } from 'temporal-polyfill';
import type { ApiAnswer, ApiCall, Thin, TranslateContext, Translated } from '../source.ts';
import { ignore } from './event.ts';
import { firstEmail, firstName } from './person.ts';
import {
  firstFigure,
  INCOMPLETE,
  OTHER_FORM,
  respondentOf,
  tellSurvey,
  textOf,
  type Field,
} from './survey.ts';
import {
  recipient,
  response,
  survey,
  type Recipient,
  type Response,
  type Survey,
} from './surveymonkey-shapes.ts';
import { ask, GONE } from './thin.ts';

/** Titles and choices change seldom, and calls are few: 500 a day. */
const A_DAY = 86_400;

type Question = NonNullable<NonNullable<Survey['pages']>[number]['questions']>[number];
type Asked = NonNullable<NonNullable<Response['pages']>[number]['questions']>[number];

/** The response, the words of its survey, and the person where only an e-mail invitation tells it. */
export function* lookUpResponse(
  thin: Thin,
  context: TranslateContext,
): Generator<ApiCall, Translated, ApiAnswer> {
  const { survey: inSurvey, collector, response: id } = thin.params;
  const place = inSurvey ? `surveys/${inSurvey}` : `collectors/${collector}`;
  const answered = yield* ask({ path: `/v3/${place}/responses/${id}/details` }, response);
  if (!answered.ok) return answered;
  const it = answered.value;
  if (!it) return ignore(GONE, 'survey');
  if (it.response_status !== 'completed') return ignore(INCOMPLETE, 'survey');
  const form = it.survey_id ?? inSurvey;
  if (context.settings['form'] && context.settings['form'] !== form) return ignore(OTHER_FORM, 'survey');
  const words = yield* askForWords(form);
  const fields = fieldsOf(it, words);
  const known = knownOf(it, respondentOf(fields, context.settings));
  const person = known.email ? known : knownOf(yield* askForRecipient(it, collector), known);
  return tellSurvey(
    {
      id: it.id,
      form,
      title: words?.title,
      occurredAt: Temporal.Instant.from(thin.occurredAt),
      person,
      fields,
      score: scoreOf(it, words),
    },
    context,
  );
}

/** An answer without its questions' words is better than none. */
function* askForWords(form: string | undefined): Generator<ApiCall, Survey | undefined, ApiAnswer> {
  if (!form) return undefined;
  const words = yield* ask({ path: `/v3/surveys/${form}/details`, rememberFor: A_DAY }, survey);
  return words.ok ? words.value : undefined;
}

/** Only who was invited by e-mail has such an id; `0` and nothing are both nobody. */
function* askForRecipient(
  it: Response,
  told: string | undefined,
): Generator<ApiCall, Recipient | undefined, ApiAnswer> {
  const collector = it.collector_id ?? told;
  if (!collector || !it.recipient_id || it.recipient_id === '0') return undefined;
  const found = yield* ask({ path: `/v3/collectors/${collector}/recipients/${it.recipient_id}` }, recipient);
  return found.ok ? found.value : undefined;
}

type Person = ReturnType<typeof respondentOf>;

function knownOf(it: Response | Recipient | undefined, from: Person): Person {
  if (!it) return from;
  const contact = 'metadata' in it ? it.metadata?.contact : undefined;
  const address = 'email' in it ? it.email : 'email_address' in it ? it.email_address : undefined;
  return {
    email: firstEmail(from.email, contact?.email, address),
    firstName: firstName(from.firstName, contact?.first_name, it.first_name),
    lastName: firstName(from.lastName, contact?.last_name, it.last_name),
  };
}

function fieldsOf(it: Response, words: Survey | undefined): Field[] {
  const questions = new Map(
    (words?.pages ?? []).flatMap(({ questions: all }) => all ?? []).map((one) => [one.id, one]),
  );
  const asked = (it.pages ?? []).flatMap((page) => page.questions ?? []);
  const hidden = Object.entries(it.custom_variables ?? {}).map(([name, value]): Field => ({
    names: [name],
    answer: textOf(value),
    hidden: true,
  }));
  return [...asked.flatMap((one) => fieldsOfOne(one, questions.get(one.id))), ...hidden];
}

/** A question for an address is one of its own, or a line of a block that asks for name, street and so on. */
function fieldsOfOne(asked: Asked, question: Question | undefined): Field[] {
  const heading = question?.headings?.[0]?.heading?.replaceAll(/<[^<>]*>/g, ' ');
  const lines = asked.answers.map((one) => {
    const row = rowOf(question, one.row_id);
    return { row, answer: textOf([choiceOf(question, one), one.text]) };
  });
  const addresses = lines.filter(({ row }) => row?.type === 'email');
  const rest = lines.filter(({ row }) => row?.type !== 'email');
  const said = rest.map(({ row, answer }) => (row?.text && answer ? `${row.text}: ${answer}` : answer));
  return [
    ...addresses.map(({ answer }): Field => ({ names: [asked.id], answer, email: true })),
    {
      names: [asked.id],
      question: heading,
      answer: said.filter(Boolean).join('; ') || undefined,
      email: question?.validation?.type === 'email',
    },
  ];
}

type Given = Asked['answers'][number];

const rowOf = (question: Question | undefined, id: string | null | undefined) =>
  id ? question?.answers?.rows?.find((row) => row.id === id) : undefined;

function choiceOf(question: Question | undefined, given: Given): string | undefined {
  const { choices, cols } = question?.answers ?? {};
  const named = [...(choices ?? []), ...(cols ?? [])].filter(
    ({ id }) => id === given.choice_id || id === given.col_id,
  );
  return textOf(named.map(({ text }) => text));
}

/** The points of a quiz, or else the first scale whose choice is a number. */
function scoreOf(it: Response, words: Survey | undefined): number | undefined {
  const asked = (it.pages ?? []).flatMap((page) => page.questions ?? []);
  const points = asked.flatMap(({ answers }) => answers.flatMap(({ score }) => score ?? []));
  if (points.length > 0) return firstFigure(points.reduce((sum, one) => sum + one, 0));
  const scales = (words?.pages ?? [])
    .flatMap(({ questions }) => questions ?? [])
    .filter(({ family, subtype }) => family === 'matrix' && subtype === 'rating');
  const chosen = scales.flatMap((question) =>
    asked
      .filter(({ id }) => id === question.id)
      .flatMap(({ answers }) => answers.map((one) => Number.parseFloat(choiceOf(question, one) ?? ''))),
  );
  return firstFigure(...chosen);
}

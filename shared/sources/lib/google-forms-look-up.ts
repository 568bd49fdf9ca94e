import { Temporal } from 'temporal-polyfill';
import { ok } from '../../contract/result.ts';
import type { ApiAnswer, ApiCall, Thin, TranslateContext, Translated } from '../source.ts';
import { collect } from './batch.ts';
import { ignore } from './event.ts';
import { firstEmail } from './person.ts';
import {
  fieldsOf,
  form,
  responses,
  scoreOf,
  type Form,
  type Push,
  type Response,
} from './google-forms-shapes.ts';
import { respondentOf, tellSurvey } from './survey.ts';
import { ask, GONE } from './thin.ts';

const A_DAY = 86_400;
const MOST_PAGES = 5;
/** Google tells at most once in a while that there are answers, so one message may stand for all since then. */
const WINDOW = { minutes: 15 };

/** A message names only its form; the answers of the last minutes are asked for. */
export function thinResponses({ attributes, publishTime }: Push): Translated {
  const since = publishTime.subtract(WINDOW).toString();
  const thin: Thin = {
    kind: 'survey',
    resource: 'responses',
    params: { form: attributes.formId, since },
    occurredAt: publishTime.toString(),
    test: false,
  };
  return ok([{ thin }]);
}

/** Several messages find the same answers again; each is still one event, by its id. */
export function* lookUpResponses(
  { params }: Thin,
  context: TranslateContext,
): Generator<ApiCall, Translated, ApiAnswer> {
  const path = `/v1/forms/${params['form']}`;
  const told: Response[] = [];
  let page: string | null | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const query = { filter: `timestamp > ${params['since']}`, ...(page && { pageToken: page }) };
    const found = yield* ask({ path: `${path}/responses`, query }, responses);
    if (!found.ok) return found;
    told.push(...(found.value?.responses ?? []));
    page = found.value?.nextPageToken;
    if (!page) break;
  }
  if (told.length === 0) return ignore(GONE, 'survey');
  const words = yield* ask({ path, rememberFor: A_DAY }, form);
  const about = { form: params['form'], words: words.ok ? words.value : undefined };
  return collect(told, (one) => ofResponse(one, about, context));
}

type About = { form: string | undefined; words: Form | undefined };

function ofResponse(it: Response, { form: id, words }: About, context: TranslateContext): Translated {
  const fields = fieldsOf(it, words);
  const person = respondentOf(fields, context.settings);
  return tellSurvey(
    {
      id: it.responseId,
      form: id,
      title: words?.info?.title ?? words?.info?.documentTitle,
      occurredAt: Temporal.Instant.from(it.lastSubmittedTime),
      person: { ...person, email: person.email ?? firstEmail(it.respondentEmail) },
      fields,
      score: scoreOf(it, words),
    },
    context,
  );
}

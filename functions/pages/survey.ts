import { Temporal } from 'temporal-polyfill';
import { loadLinkKeys } from '../../shared/clients/secrets.ts';
import type { Brand } from '../../shared/contract/brand.ts';
import type { Wording } from '../../shared/contract/survey.ts';
import { type Link, readToken } from '../../shared/domain/message/links.ts';
import { readAnswer } from '../../shared/domain/survey/answer.ts';
import { questionFor, wordingMark } from '../../shared/domain/survey/question.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import type { HttpResponse } from '../middleware/error-map.ts';
import type { HttpRequest } from '../middleware/http.ts';
import { log } from '../middleware/logger.ts';
import { NOBODY } from './bearer.ts';
import { showPage } from './page.ts';
import { surveyWords } from './survey-words.ts';
import { take } from './take-answer.ts';
import { type PageLanguage, isKnown, pageLanguage } from './words.ts';

/** A long answer of which every character takes twelve bytes, and much that is too long. */
const MOST_BODY = 200_000;

/**
 * The brand's one question. Only POST acts, and the page never shows whether or what somebody has answered: a mail is
 * forwarded. A bad token gets the page of a brand that asks nothing, by the same calls.
 */
export async function survey(request: HttpRequest, token: string): Promise<HttpResponse> {
  const link = readToken(await loadLinkKeys(), token);
  const isGood = link?.purpose === 'survey' || link?.purpose === 'test';
  const brand = await loadBrand(isGood ? link.brand : NOBODY.brand);
  const question = brand && questionFor(brand, request.query['lang']);
  if (!isGood || !question) {
    const language = pageLanguage(request);
    return showPage(404, { language, ...surveyWords(language).closed });
  }
  const page = { language: languageOf(question, request), brand, question };
  return request.method === 'POST' ? answer({ request, link, page }) : ask(page, { typed: '' });
}

type Asking = { language: PageLanguage; brand: Brand; question: Wording };

/** What stands around the question is in its language where we speak that. */
function languageOf({ language }: Wording, request: HttpRequest): PageLanguage {
  const base = language.split('-')[0] ?? '';
  return isKnown(base) ? base : pageLanguage(request);
}

type Alert = keyof ReturnType<typeof surveyWords>['alerts'];
const STATUS = { empty: 400, 'too-long': 400, reworded: 409, failed: 503 } as const;

function ask(
  { language, brand, question }: Asking,
  { typed, alert }: { typed: string; alert?: Alert },
): HttpResponse {
  const { title, promise, limit, send, alerts } = surveyWords(language);
  return showPage(alert === undefined ? 200 : STATUS[alert], {
    language,
    title: title(brand.name),
    text: promise,
    ...(alert !== undefined && { alert: alerts[alert] }),
    answer: { mark: wordingMark(question), question, limit, typed },
    button: send,
  });
}

async function answer({
  request,
  link,
  page,
}: {
  request: HttpRequest;
  link: Link;
  page: Asking;
}): Promise<HttpResponse> {
  const form = new URLSearchParams(request.body.subarray(0, MOST_BODY).toString('utf8'));
  const typed = form.get('answer') ?? '';
  const read = readAnswer(typed);
  if ('fault' in read) return ask(page, { typed, alert: read.fault });
  if (form.get('question') !== wordingMark(page.question)) return ask(page, { typed, alert: 'reworded' });
  try {
    await take(link, { ...page, text: read.text, now: Temporal.Now.instant() });
  } catch (error) {
    // Neither of whom nor what: a log must not lead from one to the other.
    log.error('answer not taken', error, { brand: page.brand.id });
    return ask(page, { typed, alert: 'failed' });
  }
  return showPage(200, { language: page.language, ...surveyWords(page.language).thanks });
}

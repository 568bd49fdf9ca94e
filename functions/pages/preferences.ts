import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { PREFERENCES } from '../../shared/contract/contact.ts';
import { prefer, suppress } from '../../shared/store/suppressions.ts';
import type { HttpResponse } from '../middleware/error-map.ts';
import type { HttpRequest } from '../middleware/http.ts';
import { log } from '../middleware/logger.ts';
import { type Bearer, bearerOf } from './bearer.ts';
import { creditMail } from './credit.ts';
import { showPage } from './page.ts';
import { CHOICES, type Chosen, preferenceWords } from './preference-words.ts';
import { pageLanguage } from './words.ts';

const chosen = z.enum(CHOICES);
const narrower = z.enum(PREFERENCES);
/** Longer than any form of ours. */
const MOST_BODY = 1000;

/**
 * What a person wants to get. Only POST acts. The page shows nothing of what is known of them, not even what they have
 * chosen before: a mail is forwarded, and a bad token must be answered like a good one.
 */
export async function preferences(request: HttpRequest, token: string): Promise<HttpResponse> {
  const language = pageLanguage(request);
  const { ask, save, missing, saved, again, legend, options } = preferenceWords(language);
  const of = CHOICES.map((value) => ({ value, ...options[value] }));
  const question = { language, ...ask, choices: { name: 'gets', legend, of }, button: save };
  if (request.method !== 'POST') return showPage(200, question);
  const form = new URLSearchParams(request.body.subarray(0, MOST_BODY).toString('utf8'));
  const { data: gets } = chosen.safeParse(form.get('gets'));
  if (gets === undefined) return showPage(400, { ...question, alert: missing });
  await keep(request, await bearerOf(token, 'preferences'), gets);
  return showPage(200, { language, title: saved.title, text: saved[gets], link: { text: again } });
}

async function keep(request: HttpRequest, bearer: Bearer, gets: Chosen): Promise<void> {
  const { brand, contact, isSomebody } = bearer;
  const at = Temporal.Now.instant().toString();
  const { data: wish } = narrower.safeParse(gets);
  await (wish === undefined
    ? suppress({ brand, contact, reason: 'unsubscribed', at, how: 'page' })
    : prefer({ brand, contact, preference: { gets: wish, at } }));
  if (wish === undefined) await creditMail(request, bearer, at);
  if (isSomebody) log.info('preference chosen', { brand, contact, gets });
}

import { Temporal } from 'temporal-polyfill';
import { suppress } from '../../shared/store/suppressions.ts';
import type { HttpResponse } from '../middleware/error-map.ts';
import type { HttpRequest } from '../middleware/http.ts';
import { log } from '../middleware/logger.ts';
import { bearerOf, preferencesOf } from './bearer.ts';
import { creditMail } from './credit.ts';
import { showPage } from './page.ts';
import { pageLanguage, wordsOf } from './words.ts';

/** What a mail provider posts for the one who presses its button, as a form of either kind (RFC 8058). */
const ONE_CLICK = /List-Unsubscribe(=|"\s+)One-Click/;
/** Longer than any form of ours. */
const MOST_BODY = 1000;

/**
 * One-click unsubscribe. Only POST acts, whether a mail provider sends it (RFC 8058) or a person presses the button;
 * mail scanners follow links with GET, so that only asks. An invalid token is answered exactly like a valid one:
 * the page is no place to try tokens.
 */
export async function unsubscribe(request: HttpRequest, token: string): Promise<HttpResponse> {
  const language = pageLanguage(request);
  const { ask, done } = wordsOf(language);
  if (request.method !== 'POST') return showPage(200, { language, ...ask });
  const bearer = await bearerOf(token, 'unsubscribe');
  const { brand, contact } = bearer;
  const at = Temporal.Now.instant().toString();
  const how = ONE_CLICK.test(request.body.subarray(0, MOST_BODY).toString('latin1')) ? 'one-click' : 'page';
  await suppress({ brand, contact, reason: 'unsubscribed', at, how });
  await creditMail(request, bearer, at);
  if (bearer.isSomebody) log.info('unsubscribed', { brand, contact, how });
  const to = `/p/preferences/${await preferencesOf(bearer, token)}?lang=${language}`;
  return showPage(200, { language, title: done.title, text: done.text, link: { text: done.link, to } });
}

import { Temporal } from 'temporal-polyfill';
import { loadKey } from '../../shared/clients/secrets.ts';
import { readToken } from '../../shared/domain/message/links.ts';
import { suppress } from '../../shared/store/suppressions.ts';
import type { HttpResponse } from '../middleware/error-map.ts';
import type { HttpRequest } from '../middleware/http.ts';
import { log } from '../middleware/logger.ts';
import { showPage } from './page.ts';
import { pageLanguage, wordsOf } from './words.ts';

/**
 * One-click unsubscribe. Only POST acts, whether a mail provider sends it (RFC 8058) or a person presses the button;
 * mail scanners follow links with GET, so that only asks. An invalid token is answered exactly like a valid one:
 * the page is no place to try tokens.
 */
export async function unsubscribe(request: HttpRequest, token: string): Promise<HttpResponse> {
  const language = pageLanguage(request.headers['accept-language']);
  const { ask, done } = wordsOf(language);
  if (request.method !== 'POST') return showPage(200, { language, ...ask });
  const link = readToken(await loadKey('LINK_KEY_SECRET'), token);
  if (link?.purpose === 'unsubscribe') {
    const at = Temporal.Now.instant().toString();
    await suppress({ brand: link.brand, contact: link.contact, reason: 'unsubscribed', at });
    log.info('unsubscribed', { brand: link.brand, contact: link.contact });
  }
  return showPage(200, { language, ...done });
}

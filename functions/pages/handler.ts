import type { HttpResponse } from '../middleware/error-map.ts';
import { type HttpRequest, createHttpHandler } from '../middleware/http.ts';
import { showPage } from './page.ts';
import { unsubscribe } from './unsubscribe.ts';
import { BROKEN, pageLanguage, wordsOf } from './words.ts';

const UNSUBSCRIBE = /^\/p\/unsubscribe\/([^/]{1,300})\/?$/;

/** The pages that people reach from a mail. */
export const handler = createHttpHandler(route, {
  contentSecurityPolicy: false,
  refuse: () => showPage(500, { language: 'en', ...BROKEN }),
});

async function route(request: HttpRequest): Promise<HttpResponse> {
  const token = UNSUBSCRIBE.exec(request.path)?.[1];
  if (token !== undefined) return unsubscribe(request, token);
  const language = pageLanguage(request.headers['accept-language']);
  return showPage(404, { language, ...wordsOf(language).missing });
}

import type { HttpResponse } from '../middleware/error-map.ts';
import { type HttpRequest, createHttpHandler } from '../middleware/http.ts';
import { showPage } from './page.ts';
import { preferences } from './preferences.ts';
import { survey } from './survey.ts';
import { unsubscribe } from './unsubscribe.ts';
import { BROKEN, pageLanguage, wordsOf } from './words.ts';

const PATH = /^\/p\/(unsubscribe|preferences|survey)\/([^/]{1,300})\/?$/;

/** The pages that people reach from a mail. */
export const handler = createHttpHandler(route, {
  contentSecurityPolicy: false,
  refuse: () => showPage(500, { language: 'en', ...BROKEN }),
});

async function route(request: HttpRequest): Promise<HttpResponse> {
  const [, page, token] = PATH.exec(request.path) ?? [];
  if (token === undefined) {
    const language = pageLanguage(request);
    return showPage(404, { language, ...wordsOf(language).missing });
  }
  if (page === 'survey') return survey(request, token);
  return page === 'preferences' ? preferences(request, token) : unsubscribe(request, token);
}

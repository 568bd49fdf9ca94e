import {
  preferencesToken,
  surveyToken,
  testToken,
  unsubscribeToken,
} from '../../shared/domain/message/links.ts';
import type { Suppression } from '../../shared/contract/contact.ts';
import type { CloudOptions } from '../../infra/local/cloud.ts';
import { startCloud } from './cloud.ts';
import { gatewayEvent } from './page-request.ts';

/** The mail that asks the brand's question, of whoever it is. */
export const MAIL = { rule: 'ask', subject: 'shopify/order/1001' };

export type Page = { statusCode: number; headers: Record<string, string>; body: string };

/** The pages as people reach them, and the tokens of the brand `demo` that open them. */
export async function startPages(options: Partial<CloudOptions> = {}) {
  const cloud = await startCloud(options);
  cloud.use('pages');
  const { handler } = await import('../../functions/pages/handler.ts');
  const { loadLinkKeys } = await import('../../shared/clients/secrets.ts');
  const { loadSuppression } = await import('../../shared/store/suppressions.ts');
  const [key] = await loadLinkKeys();
  const unsubscribing = (contact: string): string => unsubscribeToken(key, { brand: 'demo', contact });
  const preferring = (contact: string): string => preferencesToken(key, { brand: 'demo', contact });
  const answering = (contact: string): string => surveyToken(key, { brand: 'demo', contact, ...MAIL });
  return {
    cloud,
    unsubscribing,
    preferring,
    answering,
    testing: (brand: string): string => testToken(key, brand),
    /** Nobody's: of another key, or of a mail that is not there. */
    answeringBy: (by: string, of: object): string =>
      surveyToken(by, { brand: 'demo', contact: 'victim', ...MAIL, ...of }),
    suppressionOf: (contact: string): Promise<Suppression | undefined> => loadSuppression('demo', contact),
    visit: async (of: Parameters<typeof gatewayEvent>[0]): Promise<Page> => {
      const { statusCode, headers = {}, body = '' } = await handler(gatewayEvent(of));
      const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      return { statusCode, headers: Object.fromEntries(lower), body };
    },
    /** Bad in every way there is: of another key, purpose or brand, for a test, with a bit changed, and no token at all. */
    badTokens(purpose: 'unsubscribe' | 'preferences', contact: string): string[] {
      const [make, other] =
        purpose === 'unsubscribe' ? [unsubscribing, preferring] : [preferring, unsubscribing];
      const good = make(contact);
      const sign = purpose === 'unsubscribe' ? unsubscribeToken : preferencesToken;
      return [
        sign('not our key', { brand: 'demo', contact }),
        other(contact),
        testToken(key, 'demo'),
        good.replace('.demo.', '.demo-test.'),
        good.replace(`.${contact}.`, `.${contact.slice(0, -1)}x.`),
        `${good.slice(0, -2)}${good.at(-2) === 'A' ? 'B' : 'A'}${good.slice(-1)}`,
        'x',
        '1.u.demo.a.b',
        '%00',
        'a'.repeat(300),
      ];
    },
    /** What a visit asks of AWS, in its order. */
    async callsOf(visiting: () => Promise<unknown>): Promise<string[]> {
      cloud.gateway.requests.clear();
      await visiting();
      return cloud.gateway.requests.recent.map(({ service, operation }) => `${service} ${operation}`);
    },
  };
}
export type TestPages = Awaited<ReturnType<typeof startPages>>;

/** The way on to the preferences holds a token, good or not: it must look alike. */
export const withoutTokens = ({ body, ...rest }: Page): Page => ({
  ...rest,
  body: body.replace(/\/p\/preferences\/1\.p\.[a-z-]+\.[\w-]+\.[\w-]{43}\?/, '/p/preferences/…?'),
});

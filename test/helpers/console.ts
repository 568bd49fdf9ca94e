import * as z from 'zod';
import { makeBrand } from './make.ts';
import { type TestCloud, startCloud } from './cloud.ts';
import { gatewayEvent } from './page-request.ts';

export type Answer = {
  status: number;
  etag: string | undefined;
  body: Record<string, unknown>;
  text: string;
};
type Asking = {
  /** `demo` unless told. */
  brand?: string;
  as?: string;
  role?: string;
  /** Goes into `If-Match`; `*` is whatever is there. */
  revision?: number | '*';
  body?: unknown;
  query?: Record<string, string>;
};

/** The exported handler of the console, under the permissions of the template, with one brand in the table. */
export async function startConsole() {
  const cloud: TestCloud = await startCloud({ enforce: true });
  cloud.use('jobs');
  const { saveBrand } = await import('../../shared/store/brands.ts');
  cloud.use('console');
  process.env['LOG_LEVEL'] = 'silent';
  const { handler } = await import('../../functions/console/handler.ts');
  await saveBrand(makeBrand());

  const call = async (method: string, path: string, asking: Asking = {}): Promise<Answer> => {
    const { brand, as, role, revision, body, query } = { brand: 'demo', as: 'ina', role: 'admin', ...asking };
    const answer = await handler(
      gatewayEvent({
        method,
        path: `/api/brands/${brand}/${path}`,
        claims: { 'cognito:groups': `[${brand}.${role}]`, sub: as },
        ...(revision !== undefined && { headers: { 'If-Match': revision === '*' ? '*' : `"${revision}"` } }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(query && { query }),
      }),
    );
    const text = answer.body ?? '';
    const body_ = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    return { status: answer.statusCode, etag: answer.headers?.['etag'], body: body_, text };
  };
  return { cloud, call, stop: () => cloud.stop() };
}
export type TestConsole = Awaited<ReturnType<typeof startConsole>>;

const mjml = (text: string): string =>
  `<mjml><mj-body><mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section></mj-body></mjml>`;

/** A template as an editor sends it. */
export const makeTemplate = (text = 'Thank you') => ({
  template: { languages: { en: { subject: 'Thank you', mjml: mjml(text), text } } },
});

/** A rule as an editor sends it. */
export const makeDraft = (over: Record<string, unknown> = {}) => ({
  rule: {
    name: 'Thanks',
    on: 'purchase',
    purpose: 'transactional',
    template: 'thanks',
    within: 'P2D',
    ...over,
  },
});

import { randomUUID } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { type LookUpMessage, lookUpMessage } from '../../shared/contract/look-up.ts';
import type { SourceKit } from '../sources/contract.ts';
import { kits } from '../sources/kits.ts';
import { startCloud } from './cloud.ts';
import { makeBrand } from './make.ts';
import { startPlatformApi } from './platform-api.ts';
import { makeBatch } from './rooms.ts';

const detail = z.object({ detail: z.record(z.string(), z.unknown()) });

/** The room `fetch` on the real emulators, and a platform's API on this machine that every source asks. */
export async function startFetcher() {
  const [cloud, api] = await Promise.all([startCloud(), startPlatformApi()]);
  cloud.use('receive');
  cloud.use('fetch');
  process.env['LOG_LEVEL'] = 'silent';
  const [{ handler }, secrets, sources, brands] = await Promise.all([
    import('../../functions/fetch/handler.ts'),
    import('../../shared/clients/secrets.ts'),
    import('../../shared/store/sources.ts'),
    import('../../shared/store/brands.ts'),
  ]);
  for (const brand of ['demo', 'demo-test'])
    await brands.saveBrand(makeBrand({ id: brand, test: brand === 'demo-test' }));

  /** A source of its own: rate limits and remembered answers of other tests do not reach it. */
  async function connect(platform: string, over: Record<string, string> = {}): Promise<string> {
    const id = `s-${randomUUID().slice(0, 8)}`;
    const settings = { apiBase: api.url, ...over };
    for (const brand of ['demo', 'demo-test']) {
      await secrets.saveSourceSecrets(brand, id, ['secret']);
      await secrets.saveCredential(brand, id, 'local-credential');
      await sources.saveSource({ brand, id, platform, settings });
    }
    return id;
  }

  return {
    cloud,
    api,
    connect,
    kits: kits.filter(({ platform }): boolean => platform.api !== undefined),
    /** What the queue hands over, in one batch; how many of them go back. */
    async run(messages: readonly unknown[]): Promise<number> {
      const { batchItemFailures } = await handler(makeBatch(messages.map((one) => JSON.stringify(one))));
      return batchItemFailures.length;
    },
    /** The events that wait for `plan`. */
    planned: (): Record<string, unknown>[] =>
      cloud.queueMessages('plan').map((body) => detail.parse(JSON.parse(body)).detail),
    /** What was put back to be asked later, and after how many seconds. */
    postponed: (): { message: LookUpMessage; delay: number }[] =>
      cloud.queues.get(cloud.queueName('fetch')).delayedMessages.map(({ body, delayUntil = 0 }) => ({
        message: lookUpMessage.parse(JSON.parse(body)),
        delay: Math.round((delayUntil - Date.now()) / 1000),
      })),
    ignored: (source: string) => sources.loadCounts('demo', source),
    reset(): void {
      api.reset();
      for (const queue of ['plan', 'fetch']) cloud.emptyQueue(queue);
      cloud.gateway.faults.clear();
    },
    stop: () => Promise.all([cloud.stop(), api.stop()]),
  };
}
export type Fetcher = Awaited<ReturnType<typeof startFetcher>>;

/** The message that a thin webhook of SurveyMonkey leaves. */
export const makeLookUp = (source: string, over: Partial<LookUpMessage['thin']> = {}): LookUpMessage => ({
  brand: 'demo',
  source,
  receivedAt: Temporal.Now.instant().toString(),
  thin: {
    kind: 'survey',
    resource: 'response',
    params: { survey: '51', response: '118' },
    occurredAt: Temporal.Now.instant().toString(),
    test: false,
    ...over,
  },
});

/** What a kit's thin webhooks leave to be asked, with what the platform answers and what becomes of it. */
export function thinCases(kit: SourceKit) {
  return kit.cases.flatMap((one) => (one.answers ? [{ ...one, answers: one.answers }] : []));
}

import { Temporal } from 'temporal-polyfill';
import { expect } from 'vitest';
import * as z from 'zod';
import { startCloud } from '../helpers/cloud.ts';
import { makeBrand } from '../helpers/make.ts';
import { queryOf, type SourceKit } from './contract.ts';
import { kitOf, kits } from './kits.ts';

export type Post = {
  /** `standard-webhooks` unless told. */
  kit?: SourceKit;
  brand?: string;
  source?: string;
  body: Buffer | string;
  topic?: string;
  headers?: Record<string, string>;
  secret?: string;
  at?: Temporal.Instant;
  base64?: boolean;
  method?: string;
};

/** A refusal: a code, a sentence of ours, nothing of the body. */
export const refusal = (code: string) => ({ error: { code, message: expect.stringMatching(/^[A-Z].*\.$/) } });

export const purchase = (id: string, more: object = {}): string =>
  JSON.stringify({
    type: 'purchase',
    timestamp: '2026-11-22T09:00:00Z',
    data: { contact: { email: 'ana@example.com' }, order: { id }, ...more },
  });

const topicOf = (kit: SourceKit, topic?: string) => (topic === undefined ? {} : kit.topic?.(topic));

/** A request as the gateway hands it over, genuine unless told otherwise. */
export function request(post: Post) {
  const kit = post.kit ?? kitOf('standard-webhooks');
  const raw = Buffer.from(post.body);
  const { brand = 'demo', source = kit.platform.id, secret = kit.secrets.current } = post;
  const { at = Temporal.Now.instant(), base64 = false, method = 'POST' } = post;
  return {
    version: '2.0',
    rawPath: `/hooks/${brand}/${source}`,
    headers: { ...kit.sign(raw, { secret, at }), ...topicOf(kit, post.topic), ...post.headers },
    queryStringParameters: queryOf(kit, secret),
    pathParameters: { brand, source },
    body: raw.toString(base64 ? 'base64' : 'utf8'),
    isBase64Encoded: base64,
    requestContext: { http: { method } },
  };
}

/** The room `receive` on the real emulators, with every platform connected to a live and to a test brand. */
export async function startReceiver() {
  const cloud = await startCloud();
  cloud.use('receive');
  const [{ handler }, secrets, sources, brands] = await Promise.all([
    import('../../functions/receive/handler.ts'),
    import('../../shared/clients/secrets.ts'),
    import('../../shared/store/sources.ts'),
    import('../../shared/store/brands.ts'),
  ]);
  const connect = async (brand: string, id: string, kit: SourceKit): Promise<void> => {
    await secrets.saveSourceSecrets(brand, id, [kit.secrets.current, kit.secrets.previous]);
    await sources.saveSource({ brand, id, platform: kit.platform.id, settings: kit.settings ?? {} });
  };
  for (const brand of ['demo', 'demo-test']) {
    await brands.saveBrand(makeBrand({ id: brand, test: brand === 'demo-test' }));
    for (const kit of kits) await connect(brand, kit.platform.id, kit);
  }
  const send = async (event: unknown) => {
    const { statusCode, body, headers } = await handler(event);
    const answer: unknown = body ? JSON.parse(body) : undefined;
    return { status: statusCode, answer, headers };
  };
  return {
    cloud,
    connect,
    send,
    post: (of: Post) => send(request(of)),
    counts: (source: string) => sources.loadCounts('demo', source),
    /** The events that wait for `plan`. */
    planned: (): unknown[] =>
      cloud
        .queueMessages('plan')
        .map((body) => z.object({ detail: z.unknown() }).parse(JSON.parse(body)).detail),
    /** What has to be asked for. */
    toFetch: (): unknown[] => cloud.queueMessages('fetch').map((body) => JSON.parse(body)),
    /** Between two tests. */
    reset(): void {
      cloud.emptyQueue('plan');
      cloud.emptyQueue('fetch');
      cloud.gateway.faults.clear();
    },
    /** Changes a secret behind the back of the room, as an operator elsewhere does. */
    async rotate(source: string, active: string[]): Promise<void> {
      const { PutSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
      const SecretId = `${process.env['SOURCE_SECRETS_PREFIX']}demo/${source}`;
      const SecretString = JSON.stringify({ secrets: active });
      await new SecretsManagerClient({}).send(new PutSecretValueCommand({ SecretId, SecretString }));
    },
    stop: () => cloud.stop(),
  };
}
export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

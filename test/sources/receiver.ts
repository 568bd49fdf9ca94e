import { createServer } from 'node:http';
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

/** Where the certificates lie that platforms sign with: on this machine, as in a developer's own stage. */
let certificates = '';

const certificateOf = ({ platform, certificateHeader }: SourceKit): Record<string, string> =>
  certificateHeader === undefined ? {} : { [certificateHeader]: `${certificates}/${platform.id}.pem` };

/** A request as the gateway hands it over, genuine unless told otherwise. */
export function request(post: Post) {
  const kit = post.kit ?? kitOf('standard-webhooks');
  const raw = Buffer.from(post.body);
  const { brand = 'demo', source = kit.platform.id, secret = kit.secrets.current } = post;
  const { at = Temporal.Now.instant(), base64 = false, method = 'POST' } = post;
  return {
    version: '2.0',
    rawPath: `/hooks/${brand}/${source}`,
    headers: {
      ...kit.sign(raw, { secret, at }),
      ...certificateOf(kit),
      ...topicOf(kit, post.topic),
      ...post.headers,
    },
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
  const served = await serveCertificates();
  certificates = served.address;
  const [{ handler }, secrets, sources, brands] = await Promise.all([
    import('../../functions/receive/handler.ts'),
    import('../../shared/clients/secrets.ts'),
    import('../../shared/store/sources.ts'),
    import('../../shared/store/brands.ts'),
  ]);
  const connect = async (brand: string, id: string, kit: SourceKit): Promise<void> => {
    await secrets.saveSourceSecrets(brand, id, [kit.secrets.current, kit.secrets.previous]);
    const settings = { ...kit.settings, ...(kit.certificate && { certHost: served.address }) };
    await sources.saveSource({ brand, id, platform: kit.platform.id, settings });
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
    /** Where platforms' certificates lie; `calls` counts who asked. */
    certificates: served,
    async stop(): Promise<void> {
      await served.stop();
      await cloud.stop();
    },
  };
}
/** A server of certificates. `answers` may be changed: a text, or a status without one. */
async function serveCertificates() {
  const answers = new Map<string, string | number>(
    kits.flatMap(({ platform, certificate }) => (certificate ? [[`/${platform.id}.pem`, certificate]] : [])),
  );
  let calls = 0;
  const server = createServer(({ url = '' }, response) => {
    calls += 1;
    const answer = answers.get(url) ?? 404;
    response.statusCode = typeof answer === 'number' ? answer : 200;
    if (answer === 302) response.setHeader('location', '/paypal.pem');
    response.end(typeof answer === 'string' ? answer : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The server of certificates has no port.');
  return {
    address: `http://127.0.0.1:${address.port}`,
    answers,
    calls: () => calls,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

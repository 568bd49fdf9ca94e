import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { APIGatewayProxyEventV2, Context, SQSEvent } from 'aws-lambda';
import { handler as jobs } from '../../functions/jobs/handler.ts';
import { handler as observe } from '../../functions/observe/handler.ts';
import { handler as plan } from '../../functions/plan/handler.ts';
import { handler as receive } from '../../functions/receive/handler.ts';
import { handler as send } from '../../functions/send/handler.ts';
import { makeBare } from './bare.ts';
import type { Round } from './spread.ts';

/** Runs ours and the bare calls in turn and reports CPU milliseconds per piece. Talks to the host of the emulators. */
const BATCH = 40;
const rounds = Number(process.argv[2] ?? 10);
const SECRET = 'local-shopify-secret';

async function ask(what: object): Promise<unknown> {
  const answer = once(process, 'message');
  process.send?.(what);
  const [message] = await answer;
  return (message as { answer: unknown }).answer;
}

export const webhook = () => {
  const id = `${Date.now()}${Math.floor(Math.random() * 1e6)}`;
  const now = new Date().toISOString();
  const body = JSON.stringify({
    id: Number(id.slice(-12)),
    name: `#${id.slice(-6)}`,
    email: `${id}@example.com`,
    created_at: now,
    processed_at: now,
    updated_at: now,
    financial_status: 'paid',
    currency: 'EUR',
    presentment_currency: 'EUR',
    total_price: '64.50',
    total_price_set: { presentment_money: { amount: '64.50', currency_code: 'EUR' } },
    test: false,
    customer: { id: 1, first_name: 'Ana', last_name: 'Ruiz' },
    shipping_address: { country_code: 'DE' },
    line_items: [{ title: 'Enamel kettle', sku: 'KT-1', quantity: 1, price: '64.50' }],
  });
  const signature = createHmac('sha256', SECRET).update(body).digest('base64');
  return { body, signature, email: `${id}@example.com` };
};

const request = ({ body, signature }: ReturnType<typeof webhook>): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: 'ANY /hooks/{brand}/{source}',
  rawPath: '/hooks/demo/shopify',
  rawQueryString: '',
  headers: {
    'content-type': 'application/json',
    'x-shopify-topic': 'orders/paid',
    'x-shopify-hmac-sha256': signature,
    'x-shopify-shop-domain': 'kettles.myshopify.com',
  },
  pathParameters: { brand: 'demo', source: 'shopify' },
  requestContext: {
    accountId: '1',
    apiId: 'a',
    domainName: 'd',
    domainPrefix: 'd',
    http: {
      method: 'POST',
      path: '/hooks/demo/shopify',
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
      userAgent: 'bench',
    },
    requestId: randomUUID(),
    routeKey: '',
    stage: '$default',
    time: '',
    timeEpoch: 0,
  },
  body,
  isBase64Encoded: false,
});

const batch = (bodies: string[]): SQSEvent => ({
  Records: bodies.map((body) => ({ messageId: randomUUID(), body }) as SQSEvent['Records'][number]),
});

const context = { getRemainingTimeInMillis: () => 10_000 } as Context;

async function cpuPer(pieces: number, work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / pieces;
}

async function receiveAll(): Promise<void> {
  for (let n = 0; n < BATCH; n++) {
    const answer = await receive(request(webhook()), context);
    const status = typeof answer === 'object' && 'statusCode' in answer ? answer.statusCode : 0;
    if (status !== 202) throw new Error(`receive answered ${status}`);
  }
}

async function drainInto(
  queue: string,
  handler: (event: SQSEvent) => Promise<{ batchItemFailures: unknown[] }>,
): Promise<void> {
  const bodies = (await ask({ drain: queue })) as string[];
  for (let from = 0; from < bodies.length; from += 10) {
    const { batchItemFailures } = await handler(batch(bodies.slice(from, from + 10)));
    if (batchItemFailures.length > 0) throw new Error(`${queue} gave messages back`);
  }
}

async function wholeWay(): Promise<void> {
  await receiveAll();
  await drainInto('plan', plan);
  await drainInto('send', send);
  await drainInto('observe', observe);
}

const bare = makeBare(SECRET);
const clear = async (): Promise<void> => {
  for (const queue of ['plan', 'send', 'observe']) await ask({ drain: queue });
};

await jobs({ job: 'seed-demo' });
// Both sides warm before anything is measured.
for (let round = 0; round < 8; round++) {
  await receiveAll();
  await bare.webhooks(webhook, BATCH);
}
await clear();

const webhookRounds: Round[] = [];
for (let round = 0; round < rounds; round++) {
  const ours = await cpuPer(BATCH, receiveAll);
  const theirs = await cpuPer(BATCH, () => bare.webhooks(webhook, BATCH));
  webhookRounds.push({ ours, theirs });
  await clear();
}

await wholeWay();
await bare.wholeWay(webhook, BATCH);
await clear();
const followUpRounds: Round[] = [];
let counts: unknown;
for (let round = 0; round < rounds; round++) {
  await ask({ clearCounts: true });
  const ours = await cpuPer(BATCH, wholeWay);
  counts = await ask({ counts: true });
  const theirs = await cpuPer(BATCH, () => bare.wholeWay(webhook, BATCH));
  followUpRounds.push({ ours, theirs });
  await clear();
}

process.send?.({ done: { webhook: webhookRounds, followUp: followUpRounds, followUps: BATCH, counts } });

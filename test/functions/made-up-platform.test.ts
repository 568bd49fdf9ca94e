import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import { renderPlatforms } from '../docs/platforms.ts';
import { gatewayEvent } from '../helpers/page-request.ts';
import { bodyOf, defineSourceContract } from '../sources/contract.ts';
import { kitOf } from '../sources/kits.ts';
import { startReceiver } from '../sources/receiver.ts';

// Nothing but the line that would stand in the registry: export { madeUp } from '…'.
vi.mock('../../shared/sources/platforms.ts', async (original) => ({
  ...(await original<object>()),
  ...(await import('../fixtures/webhooks/made-up/platform.ts')),
}));

const kit = kitOf('made-up');
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let consoleRoom: (event: unknown) => Promise<{ statusCode: number; body?: string }>;

beforeAll(async () => {
  receiver = await startReceiver();
  receiver.cloud.use('console');
  ({ handler: consoleRoom } = await import('../../functions/console/handler.ts'));
});
afterAll(() => receiver.stop());

async function ask(method: string, path: string, body?: object): Promise<unknown> {
  const claims = { 'cognito:groups': '[demo.admin]' };
  const event = gatewayEvent({ method, path, claims, ...(body && { body: JSON.stringify(body) }) });
  const answer = await consoleRoom(event);
  return JSON.parse(answer.body ?? '{}');
}

defineSourceContract(kit);

test('is one more platform', () => {
  expect(PLATFORMS.filter(({ id }) => id === 'made-up')).toHaveLength(1);
  expect(PLATFORMS.length).toBeGreaterThan(10);
});

test('is connected by the API, and its webhooks become events', async () => {
  expect(await ask('GET', '/api/brands/demo/platforms')).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ id: 'made-up', name: 'Lantern Market' })]),
  });
  const connected = await ask('POST', '/api/brands/demo/sources', {
    platform: 'made-up',
    id: 'lanterns',
    settings: { stall: '7' },
    secret: kit.secrets.current,
  });
  expect(connected).toMatchObject({
    address: 'http://localhost:3000/hooks/demo/lanterns',
    topics: [{ topic: 'lamp.sold', becomes: ['purchase'] }],
  });
  const [sold] = kit.cases;
  if (!sold) throw new Error('no case');
  const answer = await receiver.post({
    kit,
    source: 'lanterns',
    body: bodyOf(kit, sold),
    topic: 'lamp.sold',
  });
  expect(answer).toMatchObject({
    status: 200,
    answer: { events: [{ kind: 'purchase', status: 'accepted' }] },
  });
  await expect
    .poll(() => receiver.planned())
    .toContainEqual(expect.objectContaining({ source: 'lanterns', subject: 'order/9400000000000000123' }));
});

test('stands in the docs', async () => {
  const page = await renderPlatforms(PLATFORMS);
  expect(page).toContain('[Lantern Market](#lantern-market)');
  expect(page).toContain('- `lamp.lit`: Light is its own reward.');
});

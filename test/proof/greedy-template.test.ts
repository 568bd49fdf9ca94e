import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileTemplate } from '../../shared/work/life/check.ts';
import { makeTemplate } from '../helpers/console.ts';
import { makeRule } from '../helpers/make.ts';
import { startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
});
afterAll(() => rooms.stop());

const RULE = 'greedy';
/** With one item it is over at once; with fifty it would go round three hundred million times. */
const ROUND = '{% for item in order.items %}';
const TEXT = `${ROUND.repeat(5)}x${'{% endfor %}'.repeat(5)}`;

test('a template that passed its trial and is too much for a large order ends its follow-up, once and for all', async () => {
  const { en } = makeTemplate().template.languages;
  const { template, problems } = await compileTemplate({
    id: RULE,
    languages: { en: { ...en, text: TEXT } },
  });
  expect(problems).toEqual([]);
  const { saveTemplate } = await import('../../shared/store/templates.ts');
  const { publishLive, readLive } = await import('../../shared/store/rules.ts');
  await saveTemplate('demo', { id: RULE, version: 1, languages: template.languages });
  const live = await readLive('demo');
  const rules = [...live.rules, makeRule({ id: RULE, name: 'Greedy', template: RULE, templateVersion: 1 })];
  expect(await publishLive({ brand: 'demo', rules, basedOn: live.version })).toMatchObject({ ok: true });

  const items = Array.from({ length: 50 }, (_, at) => ({ title: `Cup ${at}`, sku: `C-${at}`, quantity: 1 }));
  const ana = rooms.newcomer({ facts: { order: { id: 'big', number: '#1', items } } });
  await rooms.planEvents(ana.make());
  const before = await ana.one(RULE);
  expect(before.state).toBe('queued');
  expect(await rooms.sendQueued()).toEqual({ batchItemFailures: [] });
  const failed = await ana.one(RULE);
  expect(failed).toMatchObject({
    state: 'failed',
    reason:
      'Template greedy version 1 cannot be used: en, text, line 1: it takes too long to write, so it was stopped; loop less often.',
  });
  expect(failed.reason).not.toContain('Ana');

  // Neither the message once more nor the next minute begins anew.
  rooms.cloud.gateway.requests.clear();
  await rooms.dispatch();
  expect(await rooms.sendBodies([JSON.stringify(failed)])).toEqual({ batchItemFailures: [] });
  await rooms.sendQueued();
  expect(await ana.one(RULE)).toEqual(failed);
  expect(rooms.cloud.gateway.requests.count({ service: 'ses', operation: 'SendRawEmail' })).toBe(0);
  const person = await ana.contact();
  expect(person?.open.map(({ rule }) => rule)).not.toContain(RULE);
});

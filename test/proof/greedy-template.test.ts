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

/** Makes a rule live whose template says this beside what it must say; it passes its trial. */
async function makeLive(rule: string, parts: { text?: string; mjml?: string }): Promise<void> {
  const { en } = makeTemplate().template.languages;
  const { template, problems } = await compileTemplate({ id: rule, languages: { en: { ...en, ...parts } } });
  expect(problems).toEqual([]);
  const { saveTemplate } = await import('../../shared/store/templates.ts');
  const { publishLive, readLive } = await import('../../shared/store/rules.ts');
  await saveTemplate('demo', { id: rule, version: 1, languages: template.languages });
  const live = await readLive('demo');
  const rules = [...live.rules, makeRule({ id: rule, name: 'Greedy', template: rule, templateVersion: 1 })];
  expect(await publishLive({ brand: 'demo', rules, basedOn: live.version })).toMatchObject({ ok: true });
}

test('a template that passed its trial and is too much for a large order ends its follow-up, once and for all', async () => {
  await makeLive(RULE, { text: TEXT });
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

test('a mail that grows past what Gmail shows is skipped with the reason, and nothing of it is sent', async () => {
  const row = `{% for item in order.items %}<p>{{ item.title }} ${'with care '.repeat(250)}</p>{% endfor %}`;
  const mjml = `<mjml><mj-body><mj-section><mj-column><mj-text>${row}{{ unsubscribe_url }}</mj-text></mj-column></mj-section></mj-body></mjml>`;
  await makeLive('lengthy', { mjml });
  const items = Array.from({ length: 50 }, (_, at) => ({ title: `Cup ${at}`, sku: `C-${at}`, quantity: 1 }));
  const ana = rooms.newcomer({ facts: { order: { id: 'long', number: '#2', items } } });
  await rooms.planEvents(ana.make());
  await rooms.sendQueued();
  expect(await ana.one('lengthy')).toMatchObject({
    state: 'skipped',
    reason: expect.stringMatching(/^Its mail in "en" would be 12\d kB long, and Gmail cuts off/),
  });
  expect((await ana.mails()).filter(({ raw }) => raw.includes('with care'))).toEqual([]);
});

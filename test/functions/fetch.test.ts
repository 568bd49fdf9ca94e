import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Thin, Translation } from '../../shared/sources/source.ts';
import { type Fetcher, makeLookUp, startFetcher, thinCases } from '../helpers/fetcher.ts';
import { bodyOf, queryOf, type SourceCase, type SourceKit } from '../sources/contract.ts';
import { kits } from '../sources/kits.ts';

let room: Fetcher;
beforeAll(async () => {
  room = await startFetcher();
});
afterAll(() => room.stop());
beforeEach(() => room.reset());

/** What the webhook of a case leaves to be asked. */
const thinOf = (kit: SourceKit, one: SourceCase, source: string): Thin[] =>
  tellOf(kit, one, source).flatMap((told) => ('thin' in told ? told.thin : []));

function tellOf(kit: SourceKit, one: SourceCase, source: string): Translation[] {
  const raw = bodyOf(kit, one);
  const secret = kit.secrets.current;
  const headers = {
    ...kit.sign(raw, { secret, at: Temporal.Now.instant() }),
    ...(one.topic !== undefined && kit.topic?.(one.topic)),
    ...one.headers,
  };
  const receivedAt = Temporal.Now.instant();
  const context = { brand: 'demo', source, receivedAt, settings: kit.settings ?? {} };
  const translated = kit.platform.translate({ raw, headers, query: queryOf(kit, secret) }, context);
  if (!translated.ok) throw new Error(translated.failure.message);
  return translated.value;
}

/** Several things of one webhook are asked side by side. */
const byKind = (all: { kind?: unknown }[]) =>
  all.toSorted((a, b) => String(a.kind).localeCompare(String(b.kind)));

const cases = kits
  .filter(({ platform }) => platform.api)
  .flatMap((kit) =>
    thinCases(kit)
      .filter((one) => thinOf(kit, one, 'shop').length > 0)
      .map((one) => [`${kit.platform.id}: ${one.name ?? one.file}`, kit, one] as const),
  );

describe('what a thin webhook left open is asked and told', () => {
  test.each(cases)('%s', async (_name, kit, one) => {
    const { platform } = kit;
    const source = await room.connect(platform.id, kit.settings);
    const base = platform.api?.base(kit.settings ?? {});
    const prefix = base?.ok ? new URL(base.value).pathname.replace(/\/$/, '') : '';
    room.api.replyAll(
      Object.fromEntries(Object.entries(one.answers).map(([path, body]) => [prefix + path, body])),
    );
    const thin = thinOf(kit, one, source);
    const messages = thin.map((each) => ({ ...makeLookUp(source), thin: each }));
    expect(await room.run(messages)).toBe(0);

    // The time is left out: what a fixture tells may lie ahead of the machine that runs this.
    const outcomes = [one.becomes].flat();
    const told = outcomes.flatMap((outcome) => {
      if ('ignored' in outcome || 'request' in outcome) return [];
      const { occurredAt: _at, ...rest } = outcome;
      return [{ source, ...rest }];
    });
    const atOnce = tellOf(kit, one, source).flatMap((each) => ('event' in each ? each.event : []));
    expect(byKind([...room.planned(), ...atOnce])).toMatchObject(byKind(told));
    const reasons = (await room.ignored(source)).map(({ reason }) => reason).join('\n');
    const wanted = outcomes.flatMap((outcome) => ('ignored' in outcome ? outcome.ignored : []));
    for (const reason of wanted) expect(reasons).toMatch(reason);
    // A stand-in that hands out no tokens is asked with the credential itself; fetch-token.test.ts has them.
    const asked = room.api.asked.filter(({ url }) => !url.endsWith('/token'));
    const credential = Object.entries(platform.api?.authorise('local-credential') ?? {});
    for (const [name, value] of credential) expect(asked[0]?.headers[name.toLowerCase()]).toBe(value);
    expect(asked.every(({ method }) => method === 'GET')).toBe(true);
  });
});

test('it has the id that was promised, and the moment it was received', async () => {
  const kit = kits.find(({ platform }) => platform.id === 'surveymonkey')!;
  const [one] = thinCases(kit);
  const source = await room.connect('surveymonkey', kit.settings);
  room.api.replyAll(one!.answers);
  const [thin] = thinOf(kit, one!, source);
  const receivedAt = Temporal.Now.instant().subtract({ minutes: 5 }).toString();
  await room.run([{ ...makeLookUp(source), receivedAt, thin }]);
  expect(room.planned()).toMatchObject([{ receivedAt, ...(thin?.id && { id: thin.id }) }]);
});

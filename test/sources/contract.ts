import * as fc from 'fast-check';
import type { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../shared/contract/event.ts';
import type { Delivery, Translation } from '../../shared/sources/source.ts';
import { complete } from './dialogue.ts';
import { flips, fuzzedAnswers, fuzzedBody, makeSeed } from './fuzz.ts';
import { testNumericIds } from './numeric-ids.ts';
import {
  NOW,
  bodyOf,
  contextOf,
  deliveryOf,
  nameOf,
  translateCase,
  type Outcome,
  type SourceCase,
  type SourceKit,
} from './source-case.ts';

export { bodyOf, queryOf, type SourceCase, type SourceKit } from './source-case.ts';

/** The same demands on every platform. */
export function defineSourceContract(kit: SourceKit): void {
  const { platform, secrets } = kit;
  const [first] = kit.cases;
  if (!first) throw new Error('A platform needs at least one fixture.');
  const genuine = deliveryOf(kit, first);
  const verify = (delivery: Delivery, options: { secrets?: string[]; now?: Temporal.Instant } = {}) => {
    const now = options.now ?? NOW;
    const settings = kit.settings ?? {};
    const asked = platform.certificateUrl?.(delivery, { now, settings, dev: false });
    if (asked && !asked.ok) return asked.failure.kind;
    const verdict = platform.verify(delivery, {
      secrets: options.secrets ?? [secrets.current],
      now,
      settings,
      ...(kit.certificate !== undefined && { certificate: kit.certificate }),
    });
    return verdict.ok ? 'genuine' : verdict.failure.kind;
  };
  const withHeader = (name: string, value: string): Delivery => ({
    ...genuine,
    headers: { ...genuine.headers, [name]: value },
  });
  const inQuery = kit.secretInQuery;
  const signature = (inQuery === undefined ? genuine.headers[kit.signatureHeader] : secrets.current) ?? '';
  const withSignature = (value: string): Delivery =>
    inQuery === undefined
      ? withHeader(kit.signatureHeader, value)
      : { ...genuine, query: { [inQuery]: value } };

  describe(`${platform.id}: is it genuine?`, () => {
    test('accepts a genuine request', () => {
      expect(verify(genuine)).toBe('genuine');
    });

    test.skipIf(kit.certificate)('accepts either of two active secrets', () => {
      expect(verify(genuine, { secrets: [secrets.other, secrets.current] })).toBe('genuine');
      const old = deliveryOf(kit, first, secrets.previous);
      expect(verify(old, { secrets: [secrets.current, secrets.previous] })).toBe('genuine');
    });

    test('refuses what another key signed', () => {
      expect(verify(deliveryOf(kit, first, secrets.other))).toBe('bad-signature');
    });

    test.skipIf(kit.certificate)('refuses another secret, and no secret at all', () => {
      expect(verify(genuine, { secrets: [secrets.other] })).toBe('bad-signature');
      expect(verify(genuine, { secrets: [] })).toBe('bad-signature');
    });

    test.skipIf(inQuery)('refuses a change of any single byte of the body', () => {
      const seed = makeSeed();
      console.log(`${platform.id}: seed of changed bits ${seed}`);
      for (const { at, mask } of flips(genuine.raw, seed)) {
        const raw = Buffer.from(genuine.raw);
        raw[at] = (raw[at] ?? 0) ^ mask;
        expect(verify({ ...genuine, raw }), `bit ${mask} at ${at}`).toBe('bad-signature');
      }
      expect(verify({ ...genuine, raw: Buffer.concat([genuine.raw, Buffer.from('\n')]) })).toBe(
        'bad-signature',
      );
    });

    test('refuses a change of any single character of the signature', () => {
      for (let at = 0; at < signature.length; at += 1) {
        const changed =
          signature.slice(0, at) + (signature[at] === 'A' ? 'B' : 'A') + signature.slice(at + 1);
        expect(verify(withSignature(changed)), `at ${at}`).not.toBe('genuine');
        expect(verify(withSignature(signature.slice(0, at))), `cut at ${at}`).not.toBe('genuine');
      }
    });

    const signedHeaders = kit.requiredHeaders.filter((name) => !kit.unsignedHeaders?.includes(name));
    test.runIf(signedHeaders.length > 0)('refuses a change of any byte of a header that is signed', () => {
      const seed = makeSeed();
      console.log(`${platform.id}: seed of changed bits in headers ${seed}`);
      for (const name of signedHeaders) {
        const value = Buffer.from(genuine.headers[name] ?? '');
        expect(value.length, name).toBeGreaterThan(0);
        for (const { at, mask } of flips(value, seed)) {
          const changed = Buffer.from(value);
          changed[at] = (changed[at] ?? 0) ^ mask;
          const verdict = verify(withHeader(name, changed.toString()));
          expect(verdict, `${name}, bit ${mask} at ${at}`).not.toBe('genuine');
        }
      }
    });

    test('refuses an empty signature and a missing header', () => {
      expect(verify(withSignature(''))).toBe('missing-signature');
      expect(verify({ ...genuine, headers: {}, query: {} })).toBe('missing-signature');
      for (const name of kit.requiredHeaders) {
        const { [name]: _left, ...headers } = genuine.headers;
        expect(verify({ ...genuine, headers })).toBe('missing-signature');
      }
    });

    test.runIf(kit.stamped)('accepts 300 s of age or advance, and not one more', () => {
      for (const seconds of [-300, 0, 300])
        expect(verify(genuine, { now: NOW.add({ seconds }) })).toBe('genuine');
      for (const seconds of [-301, 301, 86_400])
        expect(verify(genuine, { now: NOW.add({ seconds }) })).toBe('stale-signature');
    });

    test.runIf(kit.join)('accepts the right signature after wrong ones', () => {
      const wrong = deliveryOf(kit, first, secrets.other).headers[kit.signatureHeader] ?? '';
      const many = Array.from({ length: 6 }, () => wrong).reduce((a, b) => kit.join?.(a, b) ?? '');
      expect(verify(withHeader(kit.signatureHeader, many))).toBe('bad-signature');
      expect(verify(withHeader(kit.signatureHeader, kit.join?.(many, signature) ?? ''))).toBe('genuine');
    });
  });

  describe(`${platform.id}: what does it tell?`, () => {
    test.each(kit.cases.map((one) => [nameOf(one), one] as const))('%s', (_name, one) => {
      const wanted = [one.becomes].flat();
      const told = translateCase(kit, one);
      wanted.forEach((outcome, at) => expectOutcome(told[at], outcome));
      expect(told.length).toBe(wanted.length);
      for (const member of one.lacks ?? []) expect(JSON.stringify(told)).not.toContain(`"${member}":`);
    });

    test.each(kit.same)('gives one id to one fact: %s and %s', (...names) => {
      const ids = names.map((name) => eventOf(kit, name).id);
      expect(new Set(ids).size).toBe(1);
    });

    test('gives different ids to different facts', () => {
      const twins = new Set(kit.same.flatMap((names) => names.slice(1)));
      const events = kit.cases.filter((one) => tellsFirst(one) && !twins.has(nameOf(one)));
      expect(new Set(events.map((one) => eventOf(kit, nameOf(one)).id)).size).toBe(events.length);
    });

    testNumericIds(kit);

    test('every topic has a kind or a reason', () => {
      for (const topic of Object.values(platform.topics))
        expect(String(Object.values(topic)[0])).not.toBe('');
    });

    test('answers whatever body it gets, and never throws', () => {
      const bodies = kit.cases.map((one) => bodyOf(kit, one));
      const plain = { ...kit, encode: (fixture: Buffer) => fixture };
      const fixtures = kit.cases.map((one) => bodyOf(plain, one));
      const encoded = fuzzedBody(fixtures).map((fixture) => kit.encode?.(fixture) ?? fixture);
      const seed = makeSeed();
      console.log(`${platform.id}: fuzz seed ${seed}`);
      const topics = [...Object.keys(platform.topics), 'constructor', '__proto__'];
      const answers = (): void =>
        fc.assert(
          fc.property(fc.oneof(encoded, fuzzedBody(bodies)), fc.constantFrom(...topics), (raw, topic) => {
            const headers = { ...kit.sign(raw, { secret: secrets.current, at: NOW }), ...kit.topic?.(topic) };
            const result = platform.translate({ raw, headers, query: {} }, contextOf(kit));
            expect(['ok', 'bad-json', 'bad-shape']).toContain(result.ok ? 'ok' : result.failure.kind);
          }),
          { numRuns: 2000, seed },
        );
      expect(answers).not.toThrow();
    });

    const asked = kit.cases.filter((one) => one.answers);
    test.runIf(asked.length > 0)('takes whatever the platform answers, and never throws', () => {
      const seed = makeSeed();
      console.log(`${platform.id}: fuzz seed of answers ${seed}`);
      const said = fc
        .constantFrom(...asked)
        .chain((one) => fuzzedAnswers(one.answers ?? {}).map((answers) => ({ one, answers })));
      const answers = (): void =>
        fc.assert(
          fc.property(said, ({ one, answers: given }) => {
            const translated = platform.translate(deliveryOf(kit, one), contextOf(kit));
            for (const told of translated.ok ? translated.value : []) {
              if (!('thin' in told)) continue;
              const { thin } = told;
              const result = complete(platform, { thin, context: contextOf(kit), answers: given, orElse: 7 });
              expect(['ok', 'bad-shape']).toContain(result.ok ? 'ok' : result.failure.kind);
            }
          }),
          { numRuns: 500, seed },
        );
      expect(answers).not.toThrow();
    });
  });
}

const tellsFirst = ({ becomes }: SourceCase): boolean => {
  const [first] = [becomes].flat();
  return first !== undefined && !('ignored' in first) && !('request' in first);
};

function expectOutcome(told: Translation | undefined, outcome: Outcome): void {
  const reason = 'ignored' in outcome ? outcome.ignored : /^$/;
  const ignored = told && 'ignored' in told ? told.ignored : '';
  expect(ignored).toMatch(reason);
  expect(told && 'ignored' in told ? { ignored: true } : told).toMatchObject(wantedOf(outcome));
}

function wantedOf(outcome: Outcome): object {
  const at = { brand: 'demo', source: 'shop' };
  if ('request' in outcome) return { request: { ...at, ...outcome.request } };
  return 'ignored' in outcome ? { ignored: true } : { event: { ...at, ...outcome } };
}

function eventOf(kit: SourceKit, name: string): Event {
  const one = kit.cases.find((candidate) => nameOf(candidate) === name);
  const [told] = one ? translateCase(kit, one) : [];
  if (!told || !('event' in told)) throw new Error(`${name} tells no event`);
  return told.event;
}

import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Event } from '../../shared/contract/event.ts';
import type { Delivery, Platform, Translation } from '../../shared/sources/source.ts';

/** What a platform's fixtures bring: how it signs, what it sends, and what must become of it. */
export type SourceKit = {
  platform: Platform;
  secrets: { current: string; previous: string; other: string };
  /** Headers of a genuine request with this body, header names in lower case. */
  sign: (body: Buffer, options: { secret: string; at: Temporal.Instant }) => Record<string, string>;
  /** The header that carries the signature, and all that must be there. */
  signatureHeader: string;
  requiredHeaders: string[];
  /** Whether a time is signed too. */
  stamped: boolean;
  /** Puts the signatures of two requests with one body into one header, where the scheme has lists. */
  join?: (first: string, second: string) => string;
  /** Headers that only tell what it is about. */
  topic?: (name: string) => Record<string, string>;
  cases: SourceCase[];
  /** Groups of cases that tell of one and the same thing. */
  same: string[][];
};

export type SourceCase = {
  /** Of the file in the platform's folder, without `.json`. */
  file: string;
  /** Where two cases share a file. */
  name?: string;
  topic?: string;
  /** A method, so that a fixture may say which shape it changes. */
  change?(body: object): void;
  becomes: Partial<Event> | { ignored: RegExp };
};

const NOW = Temporal.Instant.from('2026-11-22T09:00:30Z');
const CONTEXT = { brand: 'demo', source: 'shop', receivedAt: NOW, settings: {} };

const folder = (kit: SourceKit): URL => new URL(`../fixtures/webhooks/${kit.platform.id}/`, import.meta.url);

/** The body of a case. Changed ones are cut from the text, because a parsed one would round long numbers. */
export function bodyOf(kit: SourceKit, one: SourceCase): Buffer {
  const raw = readFileSync(new URL(`${one.file}.json`, folder(kit)));
  if (!one.change) return raw;
  const value = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(raw.toString().replace(/: (\d{16,})/g, ': "$1"')));
  one.change(value);
  return Buffer.from(JSON.stringify(value));
}

function deliveryOf(kit: SourceKit, one: SourceCase, secret = kit.secrets.current): Delivery {
  const raw = bodyOf(kit, one);
  const topic = one.topic === undefined ? {} : (kit.topic?.(one.topic) ?? {});
  return { raw, headers: { ...kit.sign(raw, { secret, at: NOW }), ...topic }, query: {} };
}

function translateCase(kit: SourceKit, one: SourceCase): Translation[] {
  const result = kit.platform.translate(deliveryOf(kit, one), CONTEXT);
  if (!result.ok) throw new Error(`${one.name ?? one.file}: ${result.failure.message}`);
  return result.value;
}

const nameOf = ({ file, name }: SourceCase): string => name ?? file;

/** The same demands on every platform. */
export function defineSourceContract(kit: SourceKit): void {
  const { platform, secrets } = kit;
  const [first] = kit.cases;
  if (!first) throw new Error('A platform needs at least one fixture.');
  const genuine = deliveryOf(kit, first);
  const verify = (delivery: Delivery, options: { secrets?: string[]; now?: Temporal.Instant } = {}) => {
    const verdict = platform.verify(delivery, {
      secrets: options.secrets ?? [secrets.current],
      now: options.now ?? NOW,
      settings: {},
    });
    return verdict.ok ? 'genuine' : verdict.failure.kind;
  };
  const withHeader = (name: string, value: string): Delivery => ({
    ...genuine,
    headers: { ...genuine.headers, [name]: value },
  });
  const signature = genuine.headers[kit.signatureHeader] ?? '';

  describe(`${platform.id}: is it genuine?`, () => {
    test('accepts a genuine request, and either of two active secrets', () => {
      expect(verify(genuine)).toBe('genuine');
      expect(verify(genuine, { secrets: [secrets.other, secrets.current] })).toBe('genuine');
      const old = deliveryOf(kit, first, secrets.previous);
      expect(verify(old, { secrets: [secrets.current, secrets.previous] })).toBe('genuine');
    });

    test('refuses another secret, and no secret at all', () => {
      expect(verify(genuine, { secrets: [secrets.other] })).toBe('bad-signature');
      expect(verify(genuine, { secrets: [] })).toBe('bad-signature');
    });

    test('refuses a change of any single byte of the body', () => {
      for (let at = 0; at < genuine.raw.length; at += 7) {
        const raw = Buffer.from(genuine.raw);
        raw[at] = (raw[at] ?? 0) ^ 1;
        expect(verify({ ...genuine, raw })).toBe('bad-signature');
      }
      expect(verify({ ...genuine, raw: Buffer.concat([genuine.raw, Buffer.from('\n')]) })).toBe(
        'bad-signature',
      );
    });

    test('refuses a change of any single character of the signature', () => {
      for (let at = 0; at < signature.length; at += 1) {
        const changed =
          signature.slice(0, at) + (signature[at] === 'A' ? 'B' : 'A') + signature.slice(at + 1);
        expect(verify(withHeader(kit.signatureHeader, changed)), `at ${at}`).not.toBe('genuine');
        expect(verify(withHeader(kit.signatureHeader, signature.slice(0, at))), `cut at ${at}`).not.toBe(
          'genuine',
        );
      }
    });

    test('refuses an empty signature and a missing header', () => {
      expect(verify(withHeader(kit.signatureHeader, ''))).toBe('missing-signature');
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
      const [told] = translateCase(kit, one);
      const wanted =
        'ignored' in one.becomes
          ? { ignored: true }
          : { event: { brand: 'demo', source: 'shop', ...one.becomes } };
      const reason = 'ignored' in one.becomes ? one.becomes.ignored : /^$/;
      const ignored = told && 'ignored' in told ? told.ignored : '';
      expect(ignored).toMatch(reason);
      expect(told && 'ignored' in told ? { ignored: true } : told).toMatchObject(wanted);
    });

    test.each(kit.same)('gives one id to one fact: %s and %s', (...names) => {
      const ids = names.map((name) => eventOf(kit, name).id);
      expect(new Set(ids).size).toBe(1);
    });

    test('gives different ids to different facts', () => {
      const twins = new Set(kit.same.flatMap((names) => names.slice(1)));
      const events = kit.cases.filter((one) => !('ignored' in one.becomes) && !twins.has(nameOf(one)));
      expect(new Set(events.map((one) => eventOf(kit, nameOf(one)).id)).size).toBe(events.length);
    });

    test('every topic has a kind or a reason', () => {
      for (const topic of Object.values(platform.topics))
        expect(('becomes' in topic ? [topic.becomes].flat() : topic.ignored).length).toBeGreaterThan(0);
    });

    test('answers whatever body it gets, and never throws', () => {
      const bodies = kit.cases.map((one) => bodyOf(kit, one));
      const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
      console.log(`${platform.id}: fuzz seed ${seed}`);
      const topics = [...Object.keys(platform.topics), 'constructor', '__proto__'];
      const answers = (): void =>
        fc.assert(
          fc.property(fuzzedBody(bodies), fc.constantFrom(...topics), (raw, topic) => {
            const result = platform.translate(
              { raw, headers: { ...kit.topic?.(topic) }, query: {} },
              CONTEXT,
            );
            expect(['ok', 'bad-json', 'bad-shape']).toContain(result.ok ? 'ok' : result.failure.kind);
          }),
          { numRuns: 2000, seed },
        );
      expect(answers).not.toThrow();
    });
  });
}

function eventOf(kit: SourceKit, name: string): Event {
  const one = kit.cases.find((candidate) => nameOf(candidate) === name);
  const [told] = one ? translateCase(kit, one) : [];
  if (!told || !('event' in told)) throw new Error(`${name} tells no event`);
  return told.event;
}

/** Bytes, JSON of any shape, and genuine bodies in which one value is replaced by any other. */
function fuzzedBody(bodies: Buffer[]): fc.Arbitrary<Buffer> {
  const strange = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      'constructor',
      '__proto__',
      '',
      'NaN',
      -1,
      1e300,
      2 ** 60,
      '\ud800',
      '9'.repeat(30),
      [],
      {},
    ),
  );
  const replaced = fc.tuple(fc.constantFrom(...bodies), fc.nat(), strange).map(([body, at, value]) => {
    const text = body.toString();
    const spots = [...text.matchAll(/: ("(?:[^"\\]|\\.)*"|[\d.]+|true|false|null)/g)];
    const spot = spots[at % spots.length];
    if (!spot) return body;
    const from = spot.index + 2;
    return Buffer.from(
      text.slice(0, from) + JSON.stringify(value) + text.slice(from + (spot[1] ?? '').length),
    );
  });
  return fc.oneof(
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
    { weight: 4, arbitrary: replaced },
  );
}

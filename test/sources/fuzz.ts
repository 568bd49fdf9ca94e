import * as fc from 'fast-check';
import { parseJson } from '../../shared/sources/lib/json.ts';

/** Another one in every run, so it is printed; `FUZZ_SEED` brings a failure back. */
export const makeSeed = (): number => Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

/** More changes than this of one thing would only take time. */
const MOST_FLIPS = 4096;

/** One bit of every byte, which one the seed decides; of a long text, bytes at equal distances. */
export function flips({ length }: Buffer, seed: number): { at: number; mask: number }[] {
  const step = Math.max(1, Math.ceil(length / MOST_FLIPS));
  const places = Array.from({ length: Math.ceil(length / step) }, (_, at) => at * step);
  return places.map((at) => ({ at, mask: 1 << (Math.imul(seed ^ at, 2_654_435_761) >>> 29) }));
}

/** Bytes, JSON of any shape, and genuine bodies in which one value is replaced by any other. */
export function fuzzedBody(bodies: Buffer[]): fc.Arbitrary<Buffer> {
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

/** A platform's genuine answers, in which one value is replaced by any other, or one that has nothing to do with it. */
export function fuzzedAnswers(answers: Record<string, unknown>): fc.Arbitrary<Record<string, unknown>> {
  const genuine = Object.entries(answers);
  const bodies = genuine.map(([, answer]) => Buffer.from(JSON.stringify(answer, undefined, 1)));
  return fc.nat({ max: genuine.length - 1 }).chain((at) =>
    fuzzedBody(bodies.slice(at, at + 1)).map((body) => {
      const replaced = genuine.map(([path, answer], other) => [path, other === at ? valueOf(body) : answer]);
      return Object.fromEntries(replaced);
    }),
  );
}

function valueOf(body: Buffer): unknown {
  const parsed = parseJson(body);
  return parsed.ok ? parsed.value : body.toString();
}

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { parseJson } from '../../shared/sources/lib/json.ts';
import type { Delivery, Translated, Translation } from '../../shared/sources/source.ts';
import type { SourceKit } from './contract.ts';
import { complete } from './dialogue.ts';
import { kits } from './kits.ts';
import { EXPECTED, type Expectation, type Told, type Wanted } from './samples-expected.ts';

/** A folder of bodies as the vendors publish them, one sub-folder a platform; it is not part of this repository. */
const samples = process.env['EXTRAMILE_SAMPLES'];
const headersFile = z.record(z.string(), z.unknown());

const filesOf = (folder: string): string[] =>
  samples && existsSync(join(samples, folder))
    ? readdirSync(join(samples, folder)).filter((name) => name.endsWith('.json'))
    : [];
const folders = samples ? readdirSync(samples).filter((name) => filesOf(name).length > 0) : [];

/** Where no headers were recorded the file's name tells the topic: `orders_create.2024-10`, `charge_paid.shape`. */
const topicOf = (file: string): string =>
  file.replace(/(\.\d{4}-\d{2}|\.shape)?\.json$/, '').replace(/^([a-z]+)_/, '$1/');

function headersOf(kit: SourceKit, folder: string, file: string): Record<string, string> {
  const path = join(folder, 'headers', file);
  if (!existsSync(path)) return kit.topic?.(topicOf(file)) ?? {};
  const all = headersFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

const data = z.looseObject({ object: z.looseObject({}) });

/** A part of a body that Stripe shows by itself, the object or the data around it, as the event that carries it. */
function wrapped(part: unknown, type: string): Buffer {
  const inside = data.safeParse(part).data ?? { object: part };
  const event = { object: 'event', type, created: 1_700_000_000, livemode: false, data: inside };
  return Buffer.from(JSON.stringify(event));
}

/** As the platform would have sent it. A sample of nothing but headers comes without a body. */
function deliveryOf(kit: SourceKit, file: string, { inside }: Expectation): Delivery {
  const folder = join(samples ?? '', kit.platform.id);
  const read = readFileSync(join(folder, file));
  if (file.endsWith('.headers.json')) {
    const headers = z.record(z.string(), z.string()).parse(JSON.parse(read.toString()));
    return { raw: Buffer.alloc(0), headers, query: {} };
  }
  const fixture = inside ? wrapped(JSON.parse(read.toString()), inside) : read;
  const raw = kit.encode?.(fixture) ?? fixture;
  const signed = kit.sign(raw, { secret: kit.secrets.current, at: Temporal.Now.instant() });
  return { raw, headers: { ...signed, ...headersOf(kit, folder, file) }, query: {} };
}

function translate(kit: SourceKit, file: string, expected: Expectation): Translated {
  const { platform } = kit;
  // Any shop will do.
  const { storeHash: _own, ...settings } = kit.settings ?? {};
  const context = { brand: 'demo', source: platform.id, receivedAt: Temporal.Now.instant(), settings };
  const { answersTo } = expected;
  if (!answersTo) return platform.translate(deliveryOf(kit, file, expected), context);
  const orElse = bodyOf(readFileSync(join(samples ?? '', platform.id, file)));
  const thin = { ...answersTo, occurredAt: '2026-11-22T09:00:00Z', test: false };
  return complete(platform, { thin, context, answers: {}, orElse });
}

/** Without loss; a vendor's page may hold the text of a body as a string. */
function bodyOf(raw: Buffer): unknown {
  const parsed = parseJson(raw);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return typeof parsed.value === 'string' ? bodyOf(Buffer.from(parsed.value)) : parsed.value;
}

const told = (one: Translation): Told => {
  if ('ignored' in one) return { ignored: one.ignored };
  if ('request' in one) return { request: one.request.kind, test: one.request.test };
  if ('thin' in one) return { kind: one.thin.kind, asks: one.thin.resource, test: one.thin.test };
  return { kind: one.event.kind, subject: one.event.subject, test: one.event.test };
};
const outcome = (result: Translated): Told[] =>
  result.ok ? result.value.map(told) : [{ refused: result.failure.message }];

function wordsOf(one: Told): string {
  if ('ignored' in one) return `ignored: ${one.ignored}`;
  if ('refused' in one) return `refused: ${one.refused}`;
  if ('request' in one) return one.request;
  const what = 'asks' in one ? `to be asked for: ${one.asks}` : one.subject;
  return `${one.kind}, ${what}${one.test ? ' (test)' : ''}`;
}

/** Reasons are compared by the words that matter, all the rest exactly. */
const pattern = (one: Wanted): unknown => {
  if ('ignored' in one) return { ignored: expect.stringMatching(one.ignored) };
  return 'refused' in one ? { refused: expect.stringMatching(one.refused) } : one;
};

describe.runIf(samples)('samples of the vendors', () => {
  test('it is said of every sample what becomes of it, and of nothing else', () => {
    const all = folders.flatMap((folder) => filesOf(folder).map((file) => `${folder}/${file}`));
    // Feedback of SES is no webhook; what becomes of it says `samples-ses.test.ts`.
    const here = all.filter((name) => !name.startsWith('ses/'));
    const said = Object.keys(EXPECTED);
    expect(
      here.filter((name) => !said.includes(name)),
      'say what becomes of it',
    ).toEqual([]);
    expect(
      said.filter((name) => !here.includes(name)),
      'there is no such sample',
    ).toEqual([]);
  });

  const lines: string[] = [];
  for (const kit of kits) {
    const { id } = kit.platform;
    test.each(filesOf(id))(`${id}/%s`, (file) => {
      const expected = EXPECTED[`${id}/${file}`];
      if (!expected) throw new Error('Say what becomes of it, in samples-expected.ts.');
      const became = outcome(translate(kit, file, expected));
      lines.push(`${id}/${file}: ${became.map(wordsOf).join('; ')}`);
      expect(became).toEqual(expected.becomes.map(pattern));
    });
  }

  test('the table of it all', () => {
    console.log(lines.join('\n'));
    expect(lines.length).toBeGreaterThan(0);
  });
});

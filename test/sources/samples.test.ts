import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Delivery, Translated } from '../../shared/sources/source.ts';
import type { SourceKit } from './contract.ts';
import { kits } from './kits.ts';

/** A folder of bodies as the vendors publish them, one sub-folder a platform; it is not part of this repository. */
const samples = process.env['EXTRAMILE_SAMPLES'];
const headersFile = z.record(z.string(), z.unknown());

function headersOf(kit: SourceKit, folder: string, file: string): Record<string, string> {
  const path = join(folder, 'headers', file);
  // Where no headers were recorded the file's name tells the topic.
  const topic = file.replace(/\.\d{4}-\d{2}\.json$|\.json$/, '').replace(/^([a-z]+)_/, '$1/');
  if (!existsSync(path)) return kit.topic?.(topic) ?? {};
  const all = headersFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** As the platform would have sent it. A sample of nothing but headers comes without a body. */
function deliveryOf(kit: SourceKit, folder: string, file: string): Delivery {
  const read = readFileSync(join(folder, file));
  if (file.endsWith('.headers.json')) {
    const headers = z.record(z.string(), z.string()).parse(JSON.parse(read.toString()));
    return { raw: Buffer.alloc(0), headers, query: {} };
  }
  const raw = kit.encode?.(read) ?? read;
  const signed = kit.sign(raw, { secret: kit.secrets.current, at: Temporal.Now.instant() });
  return { raw, headers: { ...signed, ...headersOf(kit, folder, file) }, query: {} };
}

function tellOf(result: Translated): string {
  if (!result.ok) return `refused: ${result.failure.message}`;
  return result.value
    .map((told) => {
      if ('thin' in told) return `${told.thin.kind}, to be asked for: ${told.thin.resource}`;
      if ('request' in told) return `${told.request.kind}, by ${told.request.dueBy}`;
      if ('ignored' in told) return `ignored: ${told.ignored}`;
      return `${told.event.kind} ${told.event.subject}${told.event.test ? ' (test)' : ''}`;
    })
    .join('; ');
}

test.runIf(samples)(
  'every sample of the platforms we know becomes an event, or is ignored with its reason',
  () => {
    const lines: string[] = [];
    for (const kit of kits) {
      const { platform } = kit;
      // Any shop will do.
      const { storeHash: _own, ...settings } = kit.settings ?? {};
      const folder = join(samples ?? '', platform.id);
      const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
      for (const file of files) {
        const context = { brand: 'demo', source: platform.id, receivedAt: Temporal.Now.instant(), settings };
        const result = platform.translate(deliveryOf(kit, folder, file), context);
        lines.push(`${platform.id}/${file}: ${tellOf(result)}`);
      }
    }
    console.log(lines.join('\n'));
    // Parts of a body, as some vendors show them, are no webhooks, and an error that a shop signs is refused.
    const whole = lines.filter((line) => !/\/(object|data|fetch|error)\./.test(line));
    const refused = whole.filter((line) => line.includes(': refused: '));
    // What a shop signs although it is an error is refused, and nothing else.
    expect(refused.filter((line) => !line.includes('/error.'))).toEqual([]);
    expect(refused.length).toBe(whole.filter((line) => line.includes('/error.')).length);
    expect(whole.length).toBeGreaterThan(0);
  },
);

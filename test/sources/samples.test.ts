import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import type { Translated } from '../../shared/sources/source.ts';

/** A folder of bodies as the vendors publish them, one sub-folder a platform; it is not part of this repository. */
const samples = process.env['EXTRAMILE_SAMPLES'];
const headersFile = z.record(z.string(), z.unknown());

function headersOf(folder: string, file: string): Record<string, string> {
  const path = join(folder, 'headers', file);
  // Where no headers were recorded the file's name tells the topic.
  const topic = file.replace(/\.\d{4}-\d{2}\.json$|\.json$/, '').replace(/^([a-z]+)_/, '$1/');
  if (!existsSync(path)) return { 'x-shopify-topic': topic };
  const all = headersFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function tellOf(result: Translated): string {
  if (!result.ok) return `refused: ${result.failure.message}`;
  return result.value
    .map((told) => {
      if ('thin' in told) return `${told.thin.kind}, to be asked for: ${told.thin.resource}`;
      if ('ignored' in told) return `ignored: ${told.ignored}`;
      return `${told.event.kind} ${told.event.subject}${told.event.test ? ' (test)' : ''}`;
    })
    .join('; ');
}

test.runIf(samples)(
  'every sample of the platforms we know becomes an event, or is ignored with its reason',
  () => {
    const lines: string[] = [];
    for (const platform of PLATFORMS) {
      const folder = join(samples ?? '', platform.id);
      const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
      for (const file of files) {
        const delivery = {
          raw: readFileSync(join(folder, file)),
          headers: headersOf(folder, file),
          query: {},
        };
        const receivedAt = Temporal.Now.instant();
        const context = { brand: 'demo', source: platform.id, receivedAt, settings: {} };
        const result = platform.translate(delivery, context);
        lines.push(`${platform.id}/${file}: ${tellOf(result)}`);
      }
    }
    console.log(lines.join('\n'));
    // Parts of a body, as some vendors show them, are no webhooks.
    const whole = lines.filter((line) => !/\/(object|data|fetch)\./.test(line));
    expect(whole.filter((line) => line.includes(': refused: '))).toEqual([]);
    expect(whole.length).toBeGreaterThan(0);
  },
);

import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { requireEnv } from '../../shared/contract/env.ts';
import { ENV } from '../../shared/contract/names.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { findPlatform } from '../../shared/sources/registry.ts';
import type { Platform } from '../../shared/sources/source.ts';
import { readSource, saveSource } from '../../shared/store/sources.ts';
import { checkSettings } from '../../shared/work/check-settings.ts';
import { log } from '../middleware/logger.ts';
import { operation } from './operation.ts';

/** `null` takes a setting away; what is not named stays. */
const change = z.strictObject({
  settings: z.record(z.string().max(50), z.string().trim().min(1).max(500).nullable()),
});

const set = z.object({ id: z.string(), platform: z.string(), settings: z.record(z.string(), z.string()) });

/** Addresses that stand in for the platform's own, so that a developer's machine can answer for it. */
const DEV_ONLY = ['apiBase', 'certHost'];

/** `PATCH …/sources/{source}` `{"settings":{…}}`: sets what the platform's file reads, and nothing else. */
export const changeSettings = operation({
  role: 'admin',
  summary:
    'Sets what the platform’s file reads of a source; null takes a setting away, what is not named stays.',
  body: change,
  answer: set,
  refusals: ['not-found'],
  example: { body: { settings: { shop: 'demo.myshopify.com' } } },
  run: async ({ brand, parameters, body, by }) => {
    const known = await readSource(brand, parameters['source'] ?? '');
    const platform = known && findPlatform(known.platform);
    if (!known || !platform) return fail('not-found', 'There is no such source in this brand.');
    const settings = merge(known.settings, body.settings);
    const problem = findStrangeAddress(body.settings) ?? checkRest(platform, known.settings, settings);
    if (problem) return fail('invalid', problem);
    await saveSource({ ...known, settings });
    log.info('source settings changed', { brand, source: known.id, by });
    return ok({ id: known.id, platform: known.platform, settings });
  },
});

function merge(known: Settings, given: Readonly<Record<string, string | null>>): Record<string, string> {
  const all = Object.entries({ ...known, ...given });
  return Object.fromEntries(all.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

type Settings = Readonly<Record<string, string>>;

const withoutDev = (settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !DEV_ONLY.includes(name)));

/** What the platform reads itself. Left alone, it is not judged: an address of one's own needs no real shop behind it. */
function checkRest(platform: Platform, before: Settings, after: Settings): string | undefined {
  const rest = withoutDev(after);
  return isDeepStrictEqual(rest, withoutDev(before)) ? undefined : checkSettings(platform, rest);
}

function findStrangeAddress(given: Readonly<Record<string, string | null>>): string | undefined {
  for (const name of DEV_ONLY) {
    const value = given[name];
    if (typeof value !== 'string') continue;
    if (requireEnv(ENV.stage) !== 'dev') return `The setting "${name}" is there in the stage dev only.`;
    if (!['http:', 'https:'].includes(URL.parse(value)?.protocol ?? ''))
      return `The setting "${name}" is an address, for instance http://127.0.0.1:4000.`;
  }
  return undefined;
}

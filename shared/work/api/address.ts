import { requireEnv } from '../../contract/env.ts';
import { ENV } from '../../contract/names.ts';
import { fail, ok, type Failure, type Result } from '../../contract/result.ts';
import type { ApiAccess, ApiCall } from '../../sources/source.ts';

type Settings = Readonly<Record<string, string>>;

/**
 * Where a platform's API is: always the fixed host of the platform, by HTTPS. Only in the stage `dev` may the setting
 * `apiBase` stand in for the host, so that a developer's own server can answer; the path stays the platform's.
 */
export function baseOf(api: ApiAccess, settings: Settings): Result<string, Failure<'bad-settings'>> {
  const fixed = api.base(settings);
  const own = requireEnv(ENV.stage) === 'dev' ? settings['apiBase'] : undefined;
  if (own !== undefined) return ok(own.replace(/\/$/, '') + (fixed.ok ? pathOf(fixed.value) : ''));
  if (!fixed.ok || fixed.value.startsWith('https://')) return fixed;
  return fail('bad-settings', 'The address of an API begins with https.');
}

const pathOf = (address: string): string => new URL(address).pathname.replace(/\/$/, '');

/** The address of one call. Throws when its path leads out of the API's own: no part of a payload may do that. */
export function addressOf(base: string, { path, query = {} }: ApiCall): URL {
  const root = new URL(`${base}/`.replace(/\/+$/, '/'));
  const url = new URL(`.${path}`, root);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  if (url.origin !== root.origin || !url.pathname.startsWith(root.pathname))
    throw new Error('A look-up reached for an address outside of the API.');
  return url;
}

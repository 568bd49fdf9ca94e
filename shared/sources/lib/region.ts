import { fail, ok, type Failure, type Result } from '../../contract/result.ts';

/**
 * The address of a platform's API, by the setting `region`. The first of `hosts` goes without one. Only hosts that
 * stand in our own code are ever called.
 */
export function hostOf(
  hosts: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>>,
): Result<string, Failure<'bad-settings'>> {
  const [first = ''] = Object.keys(hosts);
  const region = settings['region'] ?? first;
  return Object.hasOwn(hosts, region)
    ? ok(`https://${hosts[region]}`)
    : fail('bad-settings', `The setting region is none of: ${Object.keys(hosts).join(', ')}.`);
}

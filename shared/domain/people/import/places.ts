import { Temporal } from 'temporal-polyfill';
import { isZone } from '../../time/zones.ts';

const LANGUAGES = ['en', 'de', 'fr', 'es'];
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
/** Names that people use and Unicode does not. */
const OTHER_NAMES: Record<string, string> = {
  usa: 'US',
  'united states of america': 'US',
  'great britain': 'GB',
  england: 'GB',
  holland: 'NL',
  'czech republic': 'CZ',
};

let byName: Map<string, string> | undefined;

/** The code of a country (ISO 3166 alpha-2), from its code or its name in English, German, French or Spanish. */
export function countryOf(text: string): string | undefined {
  const given = text.trim();
  if (/^[A-Za-z]{2}$/.test(given)) return codeOf(given);
  byName ??= allNames();
  return byName.get(given.toLowerCase());
}

/** Older codes lead to today's: UK is GB. */
function codeOf(given: string): string | undefined {
  const code = new Intl.Locale(`und-${given}`).region;
  return code !== undefined && nameIn('en', code) !== undefined && code !== 'ZZ' ? code : undefined;
}

const namers = new Map<string, Intl.DisplayNames>();
function nameIn(language: string, code: string): string | undefined {
  const known = namers.get(language) ?? new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
  namers.set(language, known);
  return known.of(code);
}

function allNames(): Map<string, string> {
  const names = new Map(Object.entries(OTHER_NAMES));
  for (const code of LETTERS.flatMap((one) => LETTERS.map((other) => one + other)))
    for (const language of LANGUAGES) {
      const name = nameIn(language, code);
      if (name !== undefined && codeOf(code) === code) names.set(name.toLowerCase(), code);
    }
  return names;
}

/** A zone by its IANA name, in its own spelling; older names stay as they are. */
export function zoneNamed(text: string): string | undefined {
  const given = text.trim().replaceAll(' ', '_');
  if (!/^[A-Za-z][\w+/-]{0,63}$/.test(given) || !isZone(given)) return undefined;
  return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(given).timeZoneId;
}

/** A language tag (BCP 47) in its usual spelling: `de_at` is `de-AT`. */
export function localeOf(text: string): string | undefined {
  const given = text
    .trim()
    .replace(/\.utf-?8$/i, '')
    .replaceAll('_', '-');
  // Names of languages would pass for tags: "german" is well-formed.
  if (given.length > 35 || !/^[A-Za-z]{2,3}(-|$)/.test(given)) return undefined;
  try {
    return Intl.getCanonicalLocales(given)[0];
  } catch {
    return undefined;
  }
}

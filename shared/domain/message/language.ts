import { plainLine } from './plain.ts';

type Wishes = { contact: string | undefined; brand: string };
type Chosen = {
  language: string | undefined;
  /** Why it is not the language that was to be expected; absent when it is. */
  fallback?: string;
};

/**
 * The language of the template that fits best: the contact's locale, its language, then the brand's, then English,
 * then whatever there is. `undefined` only when the template has none.
 */
export const chooseLanguage = (available: readonly string[], wishes: Wishes): string | undefined =>
  languageFor(available, wishes).language;

/** The same, with why. Asked for every mail, of few locales, so the answers are remembered. */
export function languageFor(available: readonly string[], wishes: Wishes): Chosen {
  const key = `${available.join('|')} ${wishes.contact ?? ''} ${wishes.brand}`;
  const hit = chosen.get(key);
  if (hit !== undefined) return hit;
  if (chosen.size > 500) chosen.clear();
  const best = bestOf(available, wishes);
  chosen.set(key, best);
  return best;
}

const chosen = new Map<string, Chosen>();

function bestOf(available: readonly string[], { contact, brand }: Wishes): Chosen {
  const isKnown = canonical(contact ?? '') !== '';
  const read = isKnown
    ? `It is not written in "${plainLine(contact ?? '')}", which the person reads`
    : 'Nobody knows what the person reads, and it is not written in the language of the brand';
  const wanted = [
    { locales: stepsOf(contact), why: '' },
    { locales: stepsOf(brand), why: isKnown ? 'that of the brand' : '' },
    { locales: ['en'], why: 'English' },
  ];
  for (const { locales, why } of wanted)
    for (const wish of locales) {
      const language = available.find((each) => canonical(each) === wish);
      if (language === undefined) continue;
      return why === ''
        ? { language }
        : { language, fallback: `${read}, so it is in "${language}", ${why}.` };
    }
  const [language] = available;
  return { language, fallback: `${read}, so it is in "${language ?? ''}", the first that there is.` };
}

/**
 * The locale that numbers and dates are written in: the contact's own (`de-AT`) where it is of the chosen language,
 * else the language itself, so that a French mail never holds German dates.
 */
export function formatLocale(language: string, contactLocale: string | undefined): string {
  const own = canonical(contactLocale ?? '');
  const locale = own && own.split('-')[0] === canonical(language).split('-')[0] ? own : language;
  return isSupported(locale) ? locale : 'en';
}

/** `pt_BR` and `pt-BR` are one; what follows a dot or an at sign (`de_DE.UTF-8`) is not of interest. */
const canonical = (locale: string): string =>
  (locale.split(/[.@]/)[0] ?? '').replaceAll('_', '-').toLowerCase();

function stepsOf(locale: string | undefined): string[] {
  const whole = canonical(locale ?? '');
  const parts = whole.split('-');
  return whole ? parts.map((_, index) => parts.slice(0, parts.length - index).join('-')) : [];
}

const known = new Map<string, boolean>();

/** Remembered likewise. */
function isSupported(locale: string): boolean {
  const hit = known.get(locale);
  if (hit !== undefined) return hit;
  if (known.size > 500) known.clear();
  const answer = isLocale(locale);
  known.set(locale, answer);
  return answer;
}

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length > 0;
  } catch {
    return false;
  }
}

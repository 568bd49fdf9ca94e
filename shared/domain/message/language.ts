/**
 * The language of the template that fits best: the contact's locale, its language, then the brand's, then English,
 * then whatever there is. `undefined` only when the template has none.
 */
export function chooseLanguage(
  available: readonly string[],
  wishes: { contact: string | undefined; brand: string },
): string | undefined {
  const key = `${available.join('|')} ${wishes.contact ?? ''} ${wishes.brand}`;
  const hit = chosen.get(key);
  if (hit !== undefined) return hit;
  if (chosen.size > 500) chosen.clear();
  const best = bestOf(available, wishes);
  if (best !== undefined) chosen.set(key, best);
  return best;
}

/** Asked for every mail, of few locales, so the answers are remembered. */
const chosen = new Map<string, string>();

function bestOf(
  available: readonly string[],
  wishes: { contact: string | undefined; brand: string },
): string | undefined {
  const wanted = [...stepsOf(wishes.contact), ...stepsOf(wishes.brand), 'en'];
  for (const wish of wanted) {
    const fit = available.find((language) => canonical(language) === wish);
    if (fit !== undefined) return fit;
  }
  return available[0];
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

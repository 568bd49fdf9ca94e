import { normaliseEmail } from '../../domain/people/identity.ts';
import { line } from './shape.ts';

/** The first of several addresses that really is one, as we key it. */
export function firstEmail(...candidates: (string | null | undefined)[]): string | undefined {
  for (const candidate of candidates) {
    const email = normaliseEmail(candidate);
    if (email) return email;
  }
  return undefined;
}

/** The first name that is not empty. */
export function firstName(...candidates: (string | null | undefined)[]): string | undefined {
  for (const candidate of candidates) {
    const name = line(candidate, 200);
    if (name) return name;
  }
  return undefined;
}

/** A shop's number of the buyer's account; 0 is a guest. */
export const accountId = (id: string | null | undefined): string | undefined =>
  id && id !== '0' ? id : undefined;

/** A language tag as BCP 47 writes it; `pt_BR` is read too, `auto` and nonsense are unknown. */
export function languageOf(raw: string | null | undefined): string | undefined {
  if (!raw || raw.length > 35 || raw === 'auto') return undefined;
  try {
    return Intl.getCanonicalLocales(raw.replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}

/** Two letters, upper case. */
export function countryOf(...candidates: (string | null | undefined)[]): string | undefined {
  return candidates.find((code) => /^[A-Za-z]{2}$/.test(code ?? ''))?.toUpperCase();
}

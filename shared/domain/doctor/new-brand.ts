import { spellZone } from '../time/zone-names.ts';
import { faultOfSender } from '../message/sender.ts';

type Wish = {
  sender: { address: string };
  replyTo?: string | undefined;
  locale: string;
  timezone: string;
};

/** What is wrong with a brand that is to be made, in a sentence; `identity` is the domain that SES may send for. */
export function findStranger(
  { sender, replyTo, locale, timezone }: Wish,
  identity: string,
): string | undefined {
  // Whether its records stand in DNS yet is the doctor's: a brand may be made before.
  const own = { domain: identity, isVerified: true };
  const outside =
    faultOfSender(sender.address, 'sender', own) ??
    (replyTo === undefined ? undefined : faultOfSender(replyTo, 'reply-to address', own));
  if (outside !== undefined) return outside;
  if (!spellZone(timezone)) return `There is no time zone "${timezone}". Use a name such as Europe/Berlin.`;
  return isLocale(locale)
    ? undefined
    : `There is no language "${locale}". Use a code such as en, de or pt-BR.`;
}

function isLocale(text: string): boolean {
  try {
    return new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(text) !== undefined;
  } catch {
    return false;
  }
}

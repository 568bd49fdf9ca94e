import { spellZone } from '../time/zone-names.ts';
import { domainOf, isInside } from './facts.ts';

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
  const outside = [sender.address, replyTo].find(
    (address) => address !== undefined && !isInside(domainOf(address), identity),
  );
  if (outside !== undefined)
    return `SES may send for ${identity} alone, and ${outside} is not of it: use an address of that domain, or deploy with another SenderDomain.`;
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

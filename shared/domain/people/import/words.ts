import { type Contact } from '../../../contract/contact.ts';

type Consent = Contact['consent']['marketing'];

const CONSENT: Record<Consent, string> = {
  granted: 'granted yes y true 1 subscribed opted-in opt-in active ja oui si accepted confirmed',
  withdrawn:
    'withdrawn no n false 0 unsubscribed opted-out opt-out nein non declined bounced complained cleaned',
  unknown: 'unknown pending unconfirmed non-subscribed not-subscribed never-subscribed transactional none',
};
const KIND: Record<Contact['kind'], string> = {
  customer: 'customer kunde kundin client cliente cliente clienta buyer',
  partner: 'partner partnerin partenaire socio socia reseller supplier',
  employee: 'employee mitarbeiter mitarbeiterin employe employee empleado empleada staff colleague',
};

/** The words of a table, each with what it means. */
function meanings<Meaning extends string>(
  table: Record<Meaning, string>,
): (word: string) => Meaning | undefined {
  const known = new Map<string, Meaning>();
  for (const meaning in table) for (const word of table[meaning].split(' ')) known.set(word, meaning);
  return (word) => known.get(plainOf(word));
}

const plainOf = (word: string): string =>
  word
    .trim()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');

/** Whether somebody may be written to for marketing, in the words of files and of the tools that write them. */
export const consentOf = meanings(CONSENT);
export const kindOf = meanings(KIND);

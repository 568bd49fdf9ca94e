import type { NameOrder } from '../../../contract/import.ts';
import { readText } from './plain-text.ts';
import type { Read } from './read.ts';

export type FullName = { firstName: string; lastName: string };

const WORD = /^[\p{L}\p{M}][\p{L}\p{M}.'’-]*$/u;
/** Ludwig van Beethoven, Simone de Beauvoir: a small word begins the last name. */
const PARTICLE = /^(van|von|vom|zu|zur|de|del|della|den|der|di|da|do|dos|du|la|le|el|al|bin|ibn|ter|ten)$/;
/** "Jr." after a comma is no first name, and neither is "Inc.". */
const SUFFIX = /^(jr|sr|ii|iii|iv|md|phd|dr|inc|ltd|llc|gmbh|ag|kg|sa|sl|co)\.?$/i;

const UNCLEAR = 'which part of it is the first name is not certain; give first_name and last_name';
const UNSAID = `${UNCLEAR}, or say in which order they stand: --names first-last or last-first`;

/**
 * The parts of a full name, only where they are certain: at a comma, or in two words whose order somebody told. Whoever
 * has more names, a company or a title is left alone: a greeting by the wrong name is worse than one without.
 */
export function readFullName(raw: string, order: NameOrder | undefined): Read<FullName> {
  const read = readText(raw);
  if ('fault' in read) return read;
  const [before = '', after, ...more] = read.value.split(',').map((part) => part.trim());
  if (more.length > 0) return { fault: UNCLEAR };
  if (after !== undefined) return atComma(before, after);
  const words = before.split(' ');
  if (!isPlain(words)) return { fault: UNCLEAR };
  return order === undefined ? { fault: UNSAID } : inOrder(words, order);
}

/** Ruiz Prieto, Ana María */
function atComma(lastName: string, firstName: string): Read<FullName> {
  const isName = isPlain(lastName.split(' ')) && isPlain(firstName.split(' ')) && !SUFFIX.test(firstName);
  return isName ? { value: { firstName, lastName } } : { fault: UNCLEAR };
}

function inOrder(words: readonly string[], order: NameOrder): Read<FullName> {
  const [first = '', second = '', ...more] = words;
  const isPair = second !== '' && more.length === 0;
  if (order === 'last-first')
    return isPair ? { value: { firstName: second, lastName: first } } : { fault: UNCLEAR };
  const isWithParticle = PARTICLE.test(second) && more.length > 0;
  return isPair || isWithParticle
    ? { value: { firstName: first, lastName: words.slice(1).join(' ') } }
    : { fault: UNCLEAR };
}

const isPlain = (words: readonly string[]): boolean =>
  words.every((word) => WORD.test(word) && !SUFFIX.test(word));

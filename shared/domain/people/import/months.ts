const NAMES = [
  ['january', 'januar', 'janner', 'janvier', 'enero'],
  ['february', 'februar', 'feber', 'fevrier', 'febrero'],
  ['march', 'marz', 'maerz', 'mars', 'marzo'],
  ['april', 'avril', 'abril'],
  ['may', 'mai', 'mayo'],
  ['june', 'juni', 'juin', 'junio'],
  ['july', 'juli', 'juillet', 'julio'],
  ['august', 'aout', 'agosto'],
  ['september', 'septembre', 'septiembre', 'setiembre'],
  ['october', 'oktober', 'octobre', 'octubre'],
  ['november', 'novembre', 'noviembre'],
  ['december', 'dezember', 'decembre', 'diciembre'],
];
/** "Jui" could be two months. */
const SHORTEST = 3;

/** The month of a name in English, German, French or Spanish, or of its beginning; `undefined` unless it is one alone. */
export function monthOf(name: string): number | undefined {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}|\./gu, '')
    .toLowerCase();
  if (plain.length < SHORTEST) return undefined;
  const found = NAMES.flatMap((names, at) => (names.some((each) => each.startsWith(plain)) ? [at + 1] : []));
  return found.length === 1 ? found[0] : undefined;
}

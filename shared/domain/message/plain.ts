/**
 * What must never come out of data: C0/C1 controls, marks that turn the reading direction of what follows
 * (a name could make an address read backwards), zero-width characters that hide text, and line separators.
 * Left-to-right and right-to-left marks, joiners of emoji and of Persian stay: they only touch their neighbours.
 */
const UNSAFE = /[\p{Cc}\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/u;
const UNSAFE_ALL = new RegExp(UNSAFE.source, 'gu');
/** The same without tab and line feed, which longer text may hold. */
const UNSAFE_IN_TEXT = /[^\P{Cc}\t\n]|[\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/u;
const UNSAFE_IN_TEXT_ALL = new RegExp(UNSAFE_IN_TEXT.source, 'gu');
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/** One line of text as a person may have typed it, safe for a header: controls become a space, ends are trimmed. */
export function plainLine(text: string): string {
  const whole = text.toWellFormed();
  const clean = UNSAFE.test(whole) ? whole.replace(UNSAFE_ALL, replacement) : whole;
  return clean.replace(/\s+/gu, ' ').trim();
}

/** The same for longer text: line breaks stay, as LF. */
export function plainText(text: string): string {
  const whole = text.toWellFormed();
  if (!UNSAFE_IN_TEXT.test(whole)) return whole;
  return whole.replaceAll(/\r\n?/g, '\n').replace(UNSAFE_IN_TEXT_ALL, replacement);
}

/** Controls separate words; the invisible marks between letters do not. */
const replacement = (character: string): string => (CONTROL.test(character) ? ' ' : '');

/** A person's name as we would write it, or `undefined`: a blank is no name, and an advertised address is none either. */
export function plainName(name: string | undefined): string | undefined {
  const line = plainLine(name ?? '')
    .slice(0, 100)
    .toWellFormed();
  if (line === '' || line.includes('://') || /\bwww\./i.test(line)) return undefined;
  return line;
}

/** The names that shops write most; everything else comes as a number. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  times: '×',
};

const ENTITY = /&(#\d{1,7}|#[xX][\dA-Fa-f]{1,6}|[a-z]{2,6});/g;

/** `Ship &ndash; Colour` as people read it: some shops send names as they stand in a page. Decoded once, unknown ones stay. */
export const plainText = (text: string): string =>
  text.replace(ENTITY, (whole, name: string) => {
    if (!name.startsWith('#')) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole;
    const code = Number(name.slice(1).replace(/^[xX]/, '0x'));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

import { TagToken, Tokenizer } from 'liquidjs';
import { type Line, type Liquid, layLines } from './liquid-lines.ts';

/** Noncharacters: nobody writes them, and no reader of HTML takes them for a space or a letter. */
const [OPEN, CLOSE] = ['\ufdd0', '\ufdd1'];
const HELD = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'u');
/** What Liquid would take for its own where HTML only wrote a brace, `&#123;` for instance. */
const BRACE = new RegExp(`\\{(?=[{%${OPEN}])`, 'gu');

/**
 * Takes the Liquid out of HTML, so that the HTML can be turned into text, and puts it back into that. White space that
 * Liquid would take away is gone already; what was commented out, too.
 */
export function holdLiquid(html: string): { html: string; putBack: (text: string) => string } {
  // The same Liquid has the same place, so that a link whose words are its address is known for one.
  const places = new Map<string, Liquid & { place: string }>();
  const hold = (token: Token): string => {
    if ('getContent' in token) return token.getContent();
    const liquid = token
      .getText()
      .replace(/^(\{[{%])-/, '$1')
      .replace(/-([}%]\})$/, '$1');
    const tag = tagOf(token);
    const isSilent = tag !== undefined && !PRINTING.has(tag);
    const place = `${OPEN}${places.size}${CLOSE}`;
    const held = places.get(liquid) ?? { place, liquid, tag: isSilent ? tag : undefined };
    places.set(liquid, held);
    return held.place;
  };
  const held = [...meantTokens(html)].map(hold).join('');
  const all = [...places.values()];
  return {
    html: held,
    putBack: (text) => layLines(text.split('\n').map((line) => piecesOf(line, all))),
  };
}

type Token = ReturnType<Tokenizer['readTopLevelTokens']>[number];

const tagOf = (token: Token): string | undefined => (token instanceof TagToken ? token.name : undefined);

const PRINTING = new Set(['echo', 'cycle', 'increment', 'decrement', 'liquid']);

/** What stands between `raw` and `endraw` is text like any other; its braces are told apart when it is put back. */
const SAYING_NOTHING = new Set(['raw', 'endraw', 'endcomment', '#']);

function* meantTokens(html: string): Generator<Token> {
  let comments = 0;
  for (const token of new Tokenizer(html).readTopLevelTokens()) {
    const tag = tagOf(token) ?? '';
    if (tag === 'comment') comments += 1;
    if (tag === 'endcomment') comments -= 1;
    if (comments === 0 && !SAYING_NOTHING.has(tag)) yield token;
  }
}

/** Every second part is the place of something held. */
const piecesOf = (line: string, held: readonly Liquid[]): Line =>
  line
    .replaceAll(BRACE, '{{ "{" }}')
    .split(HELD)
    .flatMap((part, at) => (at % 2 === 0 ? part : (held[Number(part)] ?? '')))
    .filter((piece) => piece !== '');

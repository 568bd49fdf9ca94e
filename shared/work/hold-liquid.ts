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
  const held: Liquid[] = [];
  let comments = 0;
  const pieces = new Tokenizer(html).readTopLevelTokens().map((token) => {
    const tag = token instanceof TagToken ? token.name : undefined;
    if (tag === 'comment') comments += 1;
    if (tag === 'endcomment') comments -= 1;
    if (comments > 0 || (tag !== undefined && SILENT.has(tag))) return '';
    if ('getContent' in token) return token.getContent();
    const liquid = token
      .getText()
      .replace(/^(\{[{%])-/, '$1')
      .replace(/-([}%]\})$/, '$1');
    return hold(held, { liquid, tag: tag !== undefined && PRINTING.has(tag) ? undefined : tag });
  });
  return {
    html: pieces.join(''),
    putBack: (text) => layLines(text.split('\n').map((line) => piecesOf(line, held))),
  };
}

/** What stands between `raw` and `endraw` is text like any other; its braces are told apart when it is put back. */
const SILENT = new Set(['raw', 'endraw', 'endcomment', '#']);
const PRINTING = new Set(['echo', 'cycle', 'increment', 'decrement', 'liquid']);

/** The same Liquid has the same place, so that a link whose words are its address is known for one. */
function hold(held: Liquid[], one: Liquid): string {
  const at = held.findIndex(({ liquid }) => liquid === one.liquid);
  return `${OPEN}${at === -1 ? held.push(one) - 1 : at}${CLOSE}`;
}

/** Every second part is the place of something held. */
const piecesOf = (line: string, held: readonly Liquid[]): Line =>
  line
    .replaceAll(BRACE, '{{ "{" }}')
    .split(HELD)
    .flatMap((part, at) => (at % 2 === 0 ? part : (held[Number(part)] ?? '')))
    .filter((piece) => piece !== '');

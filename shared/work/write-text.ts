import { type Builder, type Formatter, type Node, compile } from 'html-to-text';
import { holdLiquid } from './hold-liquid.ts';

/**
 * The text part of a mail, from its HTML, with its Liquid: what an eye sees, in the same order, and for each link its
 * address. What is hidden (a preheader, the parts for Outlook) and what only decorates is left out.
 */
export function writeText(html: string): string {
  const held = holdLiquid(html);
  const lines = convert(held.html).split('\n');
  const text = lines.map((line) => line.trimEnd()).join('\n');
  return `${held.putBack(
    onceEach(text)
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim(),
  )}\n`;
}

/** A picture without words that leads where the words beside it lead. */
const onceEach = (text: string): string => text.replaceAll(/(?<=^|\s)(\S+)\s+(?=[^\n<]{0,200}<\1>)/g, '');

/** A part of its own has a line free around it; a line has not. */
const PART = { leadingLineBreaks: 2, trailingLineBreaks: 2 };
const LINE = { leadingLineBreaks: 1, trailingLineBreaks: 1 };

const block: Formatter = (node, walk, builder) => {
  builder.openBlock(PART);
  walk(childrenOf(node), builder);
  builder.closeBlock(PART);
};

/** MJML lays out in tables that say so; any other table holds data, line by line. */
const row: Formatter = (node, walk, builder) => {
  const breaks = isData(node) ? LINE : PART;
  builder.openBlock(breaks);
  walk(childrenOf(node), builder);
  builder.closeBlock(breaks);
};

const cell: Formatter = (node, walk, builder) => {
  if (isData(node) && says(node) && isAfterWords(node)) builder.addInline(' · ');
  walk(childrenOf(node), builder);
};

function isData(node: Node): boolean {
  if (node.name === 'table') return !['presentation', 'none'].includes(node.attribs?.['role'] ?? '');
  return node.parent ? isData(node.parent) : false;
}

/** The first cell that says something is soon found; looking at all of them would take long in a long row. */
function isAfterWords(node: Node): boolean {
  const first = childrenOf(node.parent).find((one) => one === node || (one.name === node.name && says(one)));
  return first !== node;
}

/** Where Liquid stands between the items, nobody knows yet how many there will be. */
const list: Formatter = (node, walk, builder) => {
  const items = childrenOf(node).filter((child) => child.name === 'li' || says(child));
  const isCounted = node.name === 'ol' && items.every(({ name }) => name === 'li');
  const breaks = node.parent?.name === 'li' ? LINE : PART;
  builder.openList({ ...breaks, interRowLineBreaks: 1 });
  for (const [at, item] of items.entries()) {
    const prefix = isCounted ? `${at + 1}. ` : '- ';
    addItem(builder, item.name === 'li' ? prefix : '', () => walk([item], builder));
  }
  builder.closeList(breaks);
};

function addItem(builder: Builder, prefix: string, fill: () => void): void {
  builder.openListItem({ prefix });
  fill();
  builder.closeListItem();
}

const picture: Formatter = (node, _walk, builder) => builder.addInline(altOf(node));

const childrenOf = (node: Node | null | undefined): Node[] => node?.children ?? [];
const altOf = (node: Node): string => node.attribs?.['alt'] ?? '';
const says = (node: Node): boolean =>
  (node.data ?? '').trim() !== '' || altOf(node).trim() !== '' || childrenOf(node).some(says);

const UNSEEN = ['title', 'style', 'script', '[style*="display:none"]', '[style*="display: none"]'];
const FOR_SHOW = [
  'input',
  '[aria-hidden=true]',
  '.mj-menu-label',
  '.mj-accordion-ico',
  '[class*="mj-carousel-thumb"]',
];
const PARTS = ['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'table', 'div[class*="mj-column"]'];

const convert = compile({
  wordwrap: false,
  // MJML's spacers hold a hair space.
  whitespaceCharacters: ' \t\r\n\f\u200a\u200b',
  // The head, too: a template may give names there.
  baseElements: { selectors: ['html'] },
  formatters: { part: block, row, cell, list, picture },
  selectors: [
    {
      selector: 'a',
      format: 'anchor',
      options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true },
    },
    { selector: 'img', format: 'picture' },
    { selector: 'hr', format: 'horizontalLine', options: { length: 3 } },
    { selector: 'tr', format: 'row' },
    ...['td', 'th'].map((selector) => ({ selector, format: 'cell' })),
    ...['ul', 'ol'].map((selector) => ({ selector, format: 'list' })),
    ...PARTS.map((selector) => ({ selector, format: 'part' })),
    ...[...UNSEEN, ...FOR_SHOW].map((selector) => ({ selector, format: 'skip' })),
  ],
});

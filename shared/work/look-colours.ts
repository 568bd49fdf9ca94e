import { COLOURS } from '../domain/message/look.ts';

const NAMED = new RegExp(String.raw`\{\{-?\s*look\.((?:dark\.)?(?:${COLOURS.join('|')}))\s*-?\}\}`, 'g');

/**
 * MJML takes colours only, where a template says `{{ look.accent }}`: while it compiles, a colour that stands nowhere
 * else holds each one's place. The brand's own are filled in when a mail is written, so a brand changes its look without
 * publishing a template.
 */
export function holdColours(mjml: string): { mjml: string; putBack: (html: string) => string } {
  const held = new Map<string, string>();
  const holders = freeColours(mjml);
  const text = mjml.replaceAll(NAMED, (_, name: string) => {
    const holder = held.get(name) ?? holders.next().value ?? '';
    held.set(name, holder);
    return holder;
  });
  const putBack = (html: string): string =>
    [...held].reduce((whole, [name, holder]) => whole.replaceAll(holder, `{{ look.${name} }}`), html);
  return { mjml: text, putBack };
}

function* freeColours(mjml: string): Generator<string, undefined> {
  const taken = mjml.toLowerCase();
  for (let number = 0xe7a1c0; number > 0; number--) {
    const colour = `#${number.toString(16).padStart(6, '0')}`;
    if (!taken.includes(colour)) yield colour;
  }
}

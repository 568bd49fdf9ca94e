import type { Look } from '../../contract/look.ts';
import { READABLE, contrast, mix, readable } from './contrast.ts';

/** What a template names as `look.accent` or, where a mail program goes dark, `look.dark.accent`. */
export const COLOURS = ['accent', 'on_accent', 'page', 'card', 'ink', 'soft', 'foot', 'line'] as const;
type Colours = Record<(typeof COLOURS)[number], string>;
export type ShownLook = Colours & { dark: Colours; logo: Look['logo'] };

const OURS = { accent: '#a2542a', page: '#f4f1ea', ink: '#2b2a27' };
const CARD = '#ffffff';
const [BLACK, WHITE] = ['#000000', '#ffffff'];
/** Chosen, not inverted; of the brand only the accent shows there, as light as it has to be. */
const DARK = { page: '#17191c', card: '#22252a', ink: '#eceae4', soft: '#a9a69d', line: '#3a3e45' };
/** How far lesser text fades into its ground, as long as it stays readable. */
const FADED = 0.36;

/** Of a brand that has chosen nothing. */
const HOUSE: Look = {};
const drawn = new WeakMap<Look, ShownLook>();

/** All colours of a mail, from the few that a brand has chosen. Asked for every mail, so it is remembered. */
export function shownLook(look: Look = HOUSE): ShownLook {
  const shown = drawn.get(look) ?? draw(look);
  drawn.set(look, shown);
  return shown;
}

function draw(look: Look): ShownLook {
  const { accent = OURS.accent, page = OURS.page, ink = OURS.ink } = look;
  const onPage = best([ink, WHITE, BLACK], page);
  const darkAccent = readable(accent, WHITE, DARK.card);
  return {
    logo: look.logo,
    accent,
    on_accent: best([WHITE, BLACK], accent),
    page,
    card: CARD,
    ink,
    soft: faded(ink, CARD),
    foot: faded(onPage, page),
    line: mix(ink, CARD, 0.88),
    dark: {
      ...DARK,
      foot: DARK.soft,
      accent: darkAccent,
      on_accent: best([WHITE, BLACK], darkAccent),
    },
  };
}

const faded = (text: string, ground: string): string => readable(mix(text, ground, FADED), text, ground);

const best = (colours: readonly string[], ground: string): string =>
  colours.toSorted((a, b) => contrast(b, ground) - contrast(a, ground))[0] ?? BLACK;

/** Why people could not read it, a sentence for each colour; empty: they can. */
export function faultsOfLook(look: Look): string[] {
  const wished = { accent: look.accent, ink: look.ink };
  return Object.entries(wished).flatMap(([name, colour]) => {
    if (colour === undefined) return [];
    const ratio = contrast(colour, CARD);
    if (ratio >= READABLE) return [];
    return [
      `${name}: ${colour} can hardly be read on the white card: its contrast is ${ratio.toFixed(1)}, and ${READABLE} is the least (WCAG AA). ` +
        `Use a darker one, for instance ${readable(colour, BLACK, CARD)}.`,
    ];
  });
}

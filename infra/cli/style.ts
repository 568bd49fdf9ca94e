import { styleText } from 'node:util';

/** Colours for people. Node leaves them out where stdout is no terminal or NO_COLOR is set, and never with FORCE_COLOR. */
const of =
  (...formats: Parameters<typeof styleText>[0][]) =>
  (text: string): string =>
    formats.reduce((styled, format) => styleText(format, styled, { stream: process.stdout }), text);

export const bold = of('bold');
export const dim = of('dim');
export const good = of('green');
export const bad = of('red');
export const warn = of('yellow');

const BY_STATE: Record<string, (text: string) => string> = {
  sent: good,
  published: good,
  failed: bad,
  unknown: bad,
  skipped: dim,
  cancelled: dim,
  retired: dim,
  draft: warn,
};

/** The state of a follow-up or a rule in its colour. */
export const state = (name: string): string =>
  (Object.hasOwn(BY_STATE, name) ? BY_STATE[name] : undefined)?.(name) ?? name;

const WIDTH = 30;

/** A number as a bar, beside others of which the largest is `most`. */
export const bar = (value: number, most: number): string =>
  '█'.repeat(value === 0 ? 0 : Math.max(1, Math.round((value / most) * WIDTH)));

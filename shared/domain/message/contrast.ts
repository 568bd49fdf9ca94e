/** Colours are `#rrggbb`. */
type Rgb = [number, number, number];

const rgbOf = (colour: string): Rgb => {
  const whole = Number.parseInt(colour.slice(1), 16);
  return [whole >> 16, (whole >> 8) & 255, whole & 255];
};

const hexOf = (rgb: Rgb): string =>
  `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** By WCAG 2: of how much light it is, 0 to 1. */
function luminance(colour: string): number {
  const [red, green, blue] = rgbOf(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** What text of usual size needs on its ground, by WCAG 2 AA. */
export const READABLE = 4.5;

/** 1 (the same) to 21 (black on white), by WCAG 2. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** `share` of the way from one colour to another. */
export function mix(from: string, to: string, share: number): string {
  const [start, end] = [rgbOf(from), rgbOf(to)];
  const at = (index: 0 | 1 | 2): number => start[index] + (end[index] - start[index]) * share;
  return hexOf([at(0), at(1), at(2)]);
}

/** The first on the way from one colour to another that is readable on a ground; the other, if none is. */
export function readable(from: string, to: string, ground: string): string {
  for (let share = 0; share < 1; share += 0.05) {
    const between = mix(from, to, share);
    if (contrast(between, ground) >= READABLE) return between;
  }
  return to;
}

/** The headers of a raw message, names in lower case, folded lines joined. */
export function readHeaders(raw: Buffer): Map<string, string> {
  const end = raw.indexOf('\r\n\r\n');
  const bare = raw.indexOf('\n\n');
  const stop = Math.min(...[end, bare].filter((at) => at >= 0), raw.length);
  const lines = raw
    .subarray(0, stop)
    .toString()
    .replaceAll(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  return new Map(
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const] : [];
    }),
  );
}

/** A name in quotes may hold anything, also what looks like an address. */
const QUOTED_NAME = /"(?:[^"\\]|\\.)*"(?!@)/g;

/** The plain addresses of a header such as `To`, display names left out. */
export const addressesOf = (header: string | undefined): string[] =>
  [
    ...(header ?? '')
      .replaceAll(QUOTED_NAME, '')
      .matchAll(/<([^<>\s]+@[^<>\s]+)>|([^\s,;<>"]+@[^\s,;<>"]+)/g),
  ].map(([, bracketed, bare]) => bracketed ?? bare ?? '');

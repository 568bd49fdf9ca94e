/** `tag` is the name of a tag that prints nothing by itself. */
export type Liquid = { liquid: string; tag: string | undefined };
/** Words and Liquid, in their order; nothing where a line is free. There is one free line at most between two others. */
export type Line = readonly (string | Liquid)[];

/**
 * Text with Liquid in it, written so that what is left out takes its line breaks along: a tag on a line of its own takes
 * those that follow (`-%}`), unless more is free below it than above, and a line that may come to nothing keeps its own
 * inside.
 */
export function layLines(lines: readonly Line[]): string {
  const own = linesOfTheirOwn(lines);
  const isFree = (at: number): boolean => lines[at]?.length === 0;
  const isWider = (at: number): boolean => own.has(at) && at > 0 && isFree(at + 1) && !isFree(at - 1);
  const written = lines.flatMap((line, at) => {
    // The tag before it stands in its place.
    if (isWider(at - 1)) return [];
    const tags = line.filter((piece) => typeof piece !== 'string');
    if (own.has(at)) return [print(isWider(at) ? tags : tags.map(taking))];
    if (at === lines.length - 1 || !mayBeNothing(line)) return [print(line)];
    return [print(withBreak(line, isFree(at + 1) ? '\n\n' : '\n'))];
  });
  return written.join('\n');
}

type Piece = Line[number];

const print = (line: Line): string =>
  line.map((piece) => (typeof piece === 'string' ? piece : piece.liquid)).join('');

const taking = (piece: Piece): Piece =>
  typeof piece === 'string' ? piece : { ...piece, liquid: piece.liquid.replace(/%\}$/, '-%}') };

const BLOCKS = new Set(['if', 'unless', 'case', 'for', 'capture']);

const tagOf = (piece: Piece | undefined): string | undefined =>
  typeof piece === 'object' ? piece.tag : undefined;

const tagsIn = (line: Line): string[] => line.flatMap((piece) => tagOf(piece) ?? []);

const isTags = (line: Line): boolean => {
  const said = line.filter((piece) => typeof piece !== 'string' || piece.trim() !== '');
  return said.length > 0 && said.every((piece) => tagOf(piece) !== undefined);
};

/** The lines that hold nothing but tags, where all tags of what these begin or end stand on such lines. */
function linesOfTheirOwn(lines: readonly Line[]): ReadonlySet<number> {
  const open: number[][] = [];
  const mixed = new Set<number>();
  for (const [at, line] of lines.entries())
    for (const tag of tagsIn(line)) {
      if (BLOCKS.has(tag)) open.push([]);
      const block = open.at(-1) ?? [];
      block.push(at);
      if (!tag.startsWith('end')) continue;
      open.pop();
      const isWhole = block.every((one) => isTags(lines[one] ?? []));
      if (!isWhole) block.forEach((one) => mixed.add(one));
    }
  return new Set(lines.flatMap((line, at) => (isTags(line) && !mixed.has(at) ? [at] : [])));
}

/** The break stands where the words are, within all the conditions that they hang on. */
function withBreak(line: Line, lineBreak: string): Line {
  const inside = line.slice(1, -1);
  const broken = mayBeNothing(inside) ? withBreak(inside, lineBreak) : [...inside, lineBreak];
  return [...line.slice(0, 1), ...broken, ...line.slice(-1).map(taking)];
}

/** It is one condition from end to end, with nothing for the other case. */
function mayBeNothing(line: Line): boolean {
  const first = tagOf(line[0]);
  if ((first !== 'if' && first !== 'unless') || tagOf(line.at(-1)) !== `end${first}`) return false;
  let depth = 0;
  return line.every((piece, at) => {
    const tag = tagOf(piece);
    if (tag === undefined) return true;
    if (BLOCKS.has(tag)) depth += 1;
    else if (tag.startsWith('end')) depth -= 1;
    else if (depth === 1 && tag.startsWith('els')) return false;
    return at === line.length - 1 ? depth === 0 : depth > 0;
  });
}

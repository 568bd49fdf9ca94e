import { Output, type Template as Parsed, type Variable, analyzeSync } from 'liquidjs';

/** A variable where a template names it. */
export type Use = {
  path: (string | number)[];
  line: number;
  /** Nothing is done for the case that it is missing: no `default`, and no `if` around it asks for it. */
  isBare: boolean;
};

/** Every variable that comes from outside, in the order of the text. */
export function usesOf(parsed: readonly Parsed[]): Use[] {
  const bare = new Set(bareOf(parsed, new Set()));
  return globalsOf(parsed).map((variable) => {
    const { row, col } = variable.location;
    return { path: pathOf(variable), line: row, isBare: bare.has(`${row}:${col}`) };
  });
}

const globalsOf = (parsed: readonly Parsed[]): Variable[] =>
  Object.values(analyzeSync([...parsed], { partials: false }).globals).flat();

/** Up to a part that is itself a variable: what stands there is not known before it is sent. */
function pathOf({ segments }: Variable): (string | number)[] {
  const path: (string | number)[] = [];
  for (const segment of segments) {
    if (typeof segment === 'object') return path;
    path.push(segment);
  }
  return path;
}

/** Where something is printed just as it is, outside of what asks for it. */
function bareOf(parsed: readonly Parsed[], asked: ReadonlySet<string>): string[] {
  return parsed.flatMap((each) => {
    if (each instanceof Output)
      return each.value.filters.some(({ name }) => name === 'default') ? [] : printed(each, asked);
    if (!each.children) return [];
    const inside = new Set([
      ...asked,
      ...argumentsOf(each).flatMap((variable) => prefixesOf(pathOf(variable))),
    ]);
    return bareOf(childrenOf(each), inside);
  });
}

function printed(output: Output, asked: ReadonlySet<string>): string[] {
  return globalsOf([output])
    .filter((variable) => !asked.has(pathOf(variable).join('.')))
    .map(({ location: { row, col } }) => `${row}:${col}`);
}

/** What the tag itself names, without what it holds. */
function argumentsOf(tag: Parsed): Variable[] {
  const { token } = tag;
  const given = tag.arguments?.bind(tag);
  return given ? globalsOf([{ token, render: () => '', arguments: given }]) : [];
}

/** Who asks for `order.number` has asked for `order`, too. */
const prefixesOf = (path: readonly (string | number)[]): string[] =>
  path.map((_, index) => path.slice(0, index + 1).join('.'));

function childrenOf(tag: Parsed): Parsed[] {
  const found = tag.children?.(false, true).next();
  return found?.done ? found.value : [];
}

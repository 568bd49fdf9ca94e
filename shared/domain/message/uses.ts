import {
  type Arguments,
  AssignTag,
  CycleTag,
  EchoTag,
  ForTag,
  Output,
  type Template as Parsed,
  TablerowTag,
  TokenKind,
  Value,
  type Variable,
  analyzeSync,
} from 'liquidjs';

type Argument = Arguments extends Iterable<infer Each> ? Each : never;
export type Path = readonly (string | number)[];

/** A variable where a template names it. */
export type Use = {
  /** What stands behind it among the variables of a mail, whatever the template calls it. */
  path: Path;
  /** As it is written: `item.title` in a loop over the items of an order. */
  name: Path;
  /** How many parts of the path a name of the template's own stands for; 0 when there is none. */
  behind: number;
  line: number;
  /** How many of the first parts are certainly there: something around it asks for them. */
  known: number;
  /** It is printed, and no `default` says what else to print. */
  isBare: boolean;
};

/** Where a name of the template's own leads; `isDerived` when only something made of it bears the name. */
type Origin = { path: Path; behind: number; known: number; isDerived: boolean };

/** What holds at a place: what was asked for around it, and the template's own names. */
type Place = {
  asked: ReadonlySet<string>;
  loops: ReadonlyMap<string, readonly Origin[]>;
  /** Liquid keeps them to the end of the text, wherever they were assigned. */
  assigned: Map<string, readonly Origin[]>;
};

/** Every variable that comes from outside, be it under a name of the template's own, in the order of the text. */
export const usesOf = (parsed: readonly Parsed[]): Use[] =>
  walk(parsed, { asked: new Set(), loops: new Map(), assigned: new Map() });

function walk(parsed: readonly Parsed[], place: Place): Use[] {
  return parsed.flatMap((each) => {
    const values = [...(each.arguments?.() ?? [])];
    const isBare = PRINTING.some((kind) => each instanceof kind) && !values.some(hasDefault);
    const uses = variablesIn(each, values).flatMap((variable) => usesAt(variable, place, isBare));
    assign(each, values, place);
    return each.children ? [...uses, ...walk(childrenOf(each), inside(each, values, place))] : uses;
  });
}

const PRINTING = [Output, EchoTag, CycleTag];

const hasDefault = (value: Argument): boolean =>
  value instanceof Value &&
  value.filters.some(({ name, args }) => name === 'default' || (name === 'first_name' && args.length > 0));

function usesAt(variable: Variable, place: Place, isBare: boolean): Use[] {
  const name = pathOf(variable);
  const line = variable.location.row;
  return originsOf(name, place).map(({ path, behind, known }) => ({
    path,
    name,
    behind,
    line,
    known,
    isBare,
  }));
}

/** None where the name is the template's own and stands for nothing from outside. */
function originsOf(name: Path, { asked, loops, assigned }: Place): Origin[] {
  const [first, ...rest] = name;
  const own = loops.get(String(first)) ??
    assigned.get(String(first)) ?? [{ path: name.slice(0, 1), behind: 0, known: 0, isDerived: false }];
  return own.map(({ path: start, behind, known, isDerived }) => {
    const path = isDerived ? start : [...start, ...rest];
    const prefixes = path.filter((_, index) => asked.has(spelt(path.slice(0, index + 1))));
    return { path, behind, known: Math.max(known, prefixes.length), isDerived };
  });
}

function assign(tag: Parsed, values: readonly Argument[], place: Place): void {
  const isAlias = tag instanceof AssignTag;
  for (const { content } of tag.localScope?.() ?? [])
    place.assigned.set(content, isAlias ? behind(tag, values, place) : []);
}

/** What a value was made of; nothing of it can be missing where a `default` is given. */
function behind(tag: Parsed, values: readonly Argument[], place: Place): Origin[] {
  if (values.some(hasDefault)) return [];
  const variables = variablesIn(tag, values);
  const isDerived =
    variables.length > 1 || values.some((value) => value instanceof Value && value.filters.length > 0);
  return variables.flatMap((variable) =>
    originsOf(pathOf(variable), place).map((origin) => ({
      ...origin,
      behind: origin.path.length,
      isDerived: isDerived || origin.isDerived,
    })),
  );
}

function inside(tag: Parsed, values: readonly Argument[], place: Place): Place {
  const paths = variablesIn(tag, values).flatMap((variable) =>
    originsOf(pathOf(variable), place).map(({ path }) => path),
  );
  // Who asks for `order.number` has asked for `order`, too.
  const prefixes = paths.flatMap((path) => path.map((_, index) => spelt(path.slice(0, index + 1))));
  const own = new Map([...(tag.blockScope?.() ?? [])].map((name): [string, Origin[]] => [name, []]));
  if (tag instanceof ForTag || tag instanceof TablerowTag)
    own.set(tag.variable, itemsOf(tag, values[0], place));
  return {
    ...place,
    asked: new Set([...place.asked, ...prefixes]),
    loops: new Map([...place.loops, ...own]),
  };
}

/** Whatever item it is, in the loop it is there. */
function itemsOf(tag: Parsed, list: Argument | undefined, place: Place): Origin[] {
  if (list === undefined || list instanceof Value || list.kind !== TokenKind.PropertyAccess) return [];
  return variablesIn(tag, [list])
    .slice(0, 1)
    .flatMap((variable) =>
      originsOf(pathOf(variable), place).map(({ path, isDerived }) => {
        const item = isDerived ? path : [...path, 0];
        return { path: item, behind: item.length, known: item.length, isDerived };
      }),
    );
}

const spelt = (path: Path): string => path.join('.');

/** What stands in a tag itself, without what it holds. */
function variablesIn({ token }: Parsed, values: readonly Argument[]): Variable[] {
  const found = analyzeSync([{ token, render: () => '', arguments: () => values }], {
    partials: false,
  });
  return Object.values(found.variables).flat();
}

/** Up to a part that is itself a variable: what stands there is not known before it is sent. */
function pathOf({ segments }: Variable): Path {
  const path: (string | number)[] = [];
  for (const segment of segments) {
    if (typeof segment === 'object') return path;
    path.push(segment);
  }
  return path;
}

function childrenOf(tag: Parsed): Parsed[] {
  const found = tag.children?.(false, true).next();
  return found?.done ? found.value : [];
}

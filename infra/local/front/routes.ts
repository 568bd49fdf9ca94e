import type { RouteModel } from '../template/model.ts';

export type Matched = { route: RouteModel; parameters: Record<string, string> };

type Compiled = { route: RouteModel; method: string; shape: RegExp; names: string[]; weight: number };

/** Finds the route that API Gateway would take: exact before greedy before `$default`, and a method before `ANY`. */
export function compileRoutes(routes: RouteModel[]): (method: string, path: string) => Matched | undefined {
  const compiled = routes.map(compile).sort((left, right) => right.weight - left.weight);
  return (method, path) => {
    for (const { route, shape, names, method: wanted } of compiled) {
      if (wanted !== 'ANY' && wanted !== method) continue;
      const found = shape.exec(path);
      if (!found) continue;
      const values = names.map((name, at) => [name, decode(found[at + 1] ?? '')]);
      return { route, parameters: Object.fromEntries(values) };
    }
    return undefined;
  };
}

function compile(route: RouteModel): Compiled {
  if (route.key === '$default') return { route, method: 'ANY', shape: /^/, names: [], weight: 0 };
  const [method = 'ANY', path = '/'] = route.key.split(' ');
  const names: string[] = [];
  const shape = path.split('/').map((part) => {
    const [, name, greedy] = /^\{([^+}]+)(\+?)\}$/.exec(part) ?? [];
    if (name === undefined) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    names.push(name);
    return greedy ? '(.+)' : '([^/]+)';
  });
  const weight =
    1 +
    (path.includes('+}') ? 0 : 4) +
    (names.length === 0 ? 4 : 0) +
    (method === 'ANY' ? 0 : 2) +
    path.length / 1e4;
  return { route, method, shape: new RegExp(`^${shape.join('/')}/?$`), names, weight };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

import { isRecord } from '../json.ts';
import type { Json } from '../json.ts';

/** What a template may point at; the reader supplies it. */
export type Scope = {
  ref: (logicalId: string) => unknown;
  attribute: (logicalId: string, name: string) => unknown;
  importValue: (name: string) => unknown;
  condition: (name: string) => boolean;
  mapping: (path: string[]) => unknown;
};

/** A property that is absent because of `AWS::NoValue`. */
const NOTHING = Symbol('AWS::NoValue');

/**
 * Replaces every intrinsic function in a part of a template by its value.
 * Throws on a function that it does not know, naming it: nothing is passed on half resolved.
 */
export function resolve(value: unknown, scope: Scope): unknown {
  const done = evaluate(value, scope);
  return done === NOTHING ? undefined : done;
}

function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((item) => evaluate(item, scope)).filter((item) => item !== NOTHING);
  if (!isRecord(value)) return value;
  const [only, ...others] = Object.keys(value);
  if (only !== undefined && others.length === 0 && (only === 'Ref' || only.startsWith('Fn::'))) {
    return call(only, value[only], scope);
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const done = evaluate(item, scope);
      return done === NOTHING ? [] : [[key, done]];
    }),
  );
}

function call(name: string, argument: unknown, scope: Scope): unknown {
  const run = FUNCTIONS[name];
  if (!run) throw new Error(`The template uses ${name}, which the local system does not know.`);
  return run(argument, scope);
}

const FUNCTIONS: Record<string, (argument: unknown, scope: Scope) => unknown> = {
  Ref: (argument, scope) => (argument === 'AWS::NoValue' ? NOTHING : scope.ref(String(argument))),
  'Fn::GetAtt': (argument, scope) => {
    const [id = '', ...name] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
    return scope.attribute(id, name.join('.'));
  },
  'Fn::Join': (argument, scope) => {
    const [separator, items] = list(argument, scope);
    return Array.isArray(items) ? items.map(scalar).join(String(separator)) : undefined;
  },
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::Select': (argument, scope) => {
    const [index, items] = list(argument, scope);
    return Array.isArray(items) ? items[Number(index)] : undefined;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = list(argument, scope);
    return String(text).split(String(separator));
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(scalar(evaluate(argument, scope))),
  'Fn::Base64': (argument, scope) => Buffer.from(scalar(evaluate(argument, scope))).toString('base64'),
  'Fn::FindInMap': (argument, scope) => scope.mapping(list(argument, scope).map(scalar)),
  'Fn::If': (argument, scope) => {
    const [name, yes, no] = Array.isArray(argument) ? argument : [];
    return evaluate(scope.condition(String(name)) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(argument, scope);
    return left === right;
  },
  'Fn::Not': (argument, scope) => !truth(list(argument, scope)[0], scope),
  'Fn::And': (argument, scope) => list(argument, scope).every((item) => truth(item, scope)),
  'Fn::Or': (argument, scope) => list(argument, scope).some((item) => truth(item, scope)),
};

function truth(value: unknown, scope: Scope): boolean {
  return isRecord(value) && typeof value['Condition'] === 'string'
    ? scope.condition(value['Condition'])
    : value === true;
}

function list(argument: unknown, scope: Scope): unknown[] {
  const value = evaluate(argument, scope);
  return Array.isArray(value) ? value : [];
}

const scalar = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? value.toString() : JSON.stringify(value);

function substitute(argument: unknown, scope: Scope): string {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
  const variables: Json = isRecord(given) ? given : {};
  return String(text).replaceAll(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
    if (literal) return whole.replace('!', '');
    if (name in variables) return scalar(evaluate(variables[name], scope));
    const [id = '', ...attribute] = name.split('.');
    return scalar(attribute.length > 0 ? scope.attribute(id, attribute.join('.')) : scope.ref(name));
  });
}

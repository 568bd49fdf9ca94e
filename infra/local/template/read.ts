import * as z from 'zod';
import { PLACE } from '../place.ts';
import { isRecord } from '../json.ts';
import type { Json } from '../json.ts';
import { identify } from './identities.ts';
import type { Addresses } from './identities.ts';
import { resolve } from './intrinsics.ts';
import type { Scope } from './intrinsics.ts';

const anything = z.record(z.string(), z.unknown());
const template = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({ Default: z.unknown() })).default({}),
  Mappings: anything.default({}),
  Conditions: anything.default({}),
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Condition: z.string().optional(),
      Properties: anything.default({}),
    }),
  ),
  Outputs: z
    .record(
      z.string(),
      z.looseObject({ Value: z.unknown(), Export: z.looseObject({ Name: z.unknown() }).optional() }),
    )
    .default({}),
});
type Template = z.infer<typeof template>;

export type StackInput = { name: string; template: unknown };
export type ReadOptions = {
  addresses: Addresses;
  /** Values that win over the defaults of the template's parameters, by parameter name. */
  parameters?: Record<string, string>;
};

/** One resource with every property resolved. `ref` is what `Ref` gives, `arn` what `GetAtt Arn` gives. */
export type Resource = {
  stack: string;
  logicalId: string;
  type: string;
  properties: Json;
  ref: string;
  arn: string;
};

/**
 * Reads the synthesised stacks together and resolves every reference, also between stacks.
 * Throws, naming the place, when something cannot be resolved.
 */
export function readStacks(stacks: StackInput[], options: ReadOptions): Resource[] {
  const readers = stacks.map((stack) => new StackReader(stack.name, template.parse(stack.template), options));
  const importValue = (name: string): unknown => {
    for (const reader of readers) {
      const found = reader.exported(name);
      if (found.known) return found.value;
    }
    throw new Error(`No stack exports ${name}.`);
  };
  for (const reader of readers) reader.importValue = importValue;
  return readers.flatMap((reader) => reader.resources());
}

class StackReader {
  importValue: (name: string) => unknown = (name) => {
    throw new Error(`No stack exports ${name}.`);
  };
  private readonly name: string;
  private readonly source: Template;
  private readonly options: ReadOptions;
  private readonly scope: Scope;

  constructor(name: string, source: Template, options: ReadOptions) {
    this.name = name;
    this.source = source;
    this.options = options;
    this.scope = {
      ref: (id) => this.ref(id),
      attribute: (id, attribute) => this.attribute(id, attribute),
      importValue: (exported) => this.importValue(exported),
      condition: (condition) => resolve(this.source.Conditions[condition], this.scope) === true,
      mapping: (path) =>
        path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), this.source.Mappings),
    };
  }

  resources(): Resource[] {
    return Object.entries(this.source.Resources)
      .filter(([, raw]) => raw.Condition === undefined || this.scope.condition(raw.Condition))
      .map(([logicalId, raw]) => {
        const { ref, attributes } = this.identity(logicalId);
        const properties = resolve(raw.Properties, this.scope);
        return {
          stack: this.name,
          logicalId,
          type: raw.Type,
          properties: isRecord(properties) ? properties : {},
          ref,
          arn: attributes['Arn'] ?? ref,
        };
      });
  }

  exported(name: string): { known: boolean; value?: unknown } {
    const output = Object.values(this.source.Outputs).find(
      (candidate) => candidate.Export && resolve(candidate.Export.Name, this.scope) === name,
    );
    return output ? { known: true, value: resolve(output.Value, this.scope) } : { known: false };
  }

  private identity(logicalId: string) {
    const raw = this.source.Resources[logicalId];
    if (!raw)
      throw new Error(`Stack ${this.name} points at ${logicalId}, which is neither resource nor parameter.`);
    return identify(
      { logicalId, type: raw.Type, property: (key) => resolve(raw.Properties[key], this.scope) },
      this.options.addresses,
    );
  }

  private ref(id: string): unknown {
    const pseudo = PSEUDO[id];
    if (pseudo !== undefined) return id === 'AWS::StackName' || id === 'AWS::StackId' ? this.name : pseudo;
    const parameter = this.source.Parameters[id];
    if (!parameter) return this.identity(id).ref;
    const value = this.options.parameters?.[id] ?? parameter.Default;
    if (value === undefined) throw new Error(`Parameter ${id} of stack ${this.name} has no value.`);
    return value;
  }

  private attribute(id: string, name: string): string {
    return this.identity(id).attributes[name] ?? `local-${id}-${name}`;
  }
}

const PSEUDO: Record<string, string> = {
  'AWS::AccountId': PLACE.account,
  'AWS::Region': PLACE.region,
  'AWS::Partition': PLACE.partition,
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': '',
  'AWS::StackId': '',
  'AWS::NotificationARNs': '',
};

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { createApp } from '../../infra/house.ts';
import { STAGES, type StageName } from '../../infra/stages.ts';
import { synthesise } from '../../infra/synth.ts';
import type { PartnerBus } from '../../shared/contract/partner.ts';

const properties = z.record(z.string(), z.any());
export type Properties = z.infer<typeof properties>;

const resource = z.looseObject({
  Type: z.string(),
  Properties: properties.default({}),
  DeletionPolicy: z.string().optional(),
});
const template = z.object({
  Resources: z.record(z.string(), resource),
  Parameters: z.record(z.string(), properties),
  Outputs: z.record(z.string(), properties),
});
export type Template = z.infer<typeof template>;
export type Assembly = { folder: string; data: Template; service: Template };

/** Both templates of a stage, as the command line would write them. */
export async function readAssembly(stage: StageName): Promise<Assembly> {
  const { folder } = await synthesise(stage);
  return readFolder(folder, stage);
}

/** The same of `dev` with partner event buses, written into a folder of the test's own. */
export function readPartnerAssembly(folder: string, partnerBuses: readonly PartnerBus[]): Assembly {
  const functions = join(folder, 'functions');
  mkdirSync(functions);
  writeFileSync(join(functions, 'partner.mjs'), '');
  const outdir = join(folder, 'out');
  const stage = { ...STAGES.dev, partnerBuses };
  createApp({ stage, functions, outdir, findings: 'throw' }).synth();
  return readFolder(outdir, 'dev');
}

function readFolder(folder: string, stage: StageName): Assembly {
  const read = (stack: string): Template =>
    template.parse(
      JSON.parse(readFileSync(join(folder, `extramile-${stage}-${stack}.template.json`), 'utf8')),
    );
  return { folder, data: read('data'), service: read('service') };
}

/** Logical id and properties of every resource of a type. */
export function ofType(of: Template, type: string): [string, Properties][] {
  const found = Object.entries(of.Resources).filter(([, { Type }]) => Type === type);
  return found.map(([id, { Properties }]) => [id, Properties]);
}

/** Names in an order that does not depend on the template. */
export const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

/** The logical id that `Ref` or `Fn::GetAtt` points at. */
export const target = (value: Properties): string => value['Ref'] ?? value['Fn::GetAtt']?.[0];

/** Every logical id that a value mentions. */
export function mentions(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mentions);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt' && Array.isArray(inner)) return [String(inner[0])];
    return mentions(inner);
  });
}

/** The functions of the service by the room they run. */
export const functionsByRoom = (of: Template): Map<string, Properties> =>
  new Map(ofType(of, 'AWS::Lambda::Function').map(([, p]) => [String(p['Handler']).split('.')[0]!, p]));

export type Statement = { Effect: string; Action: string[]; Resource: unknown[] };

const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** What the role of each room may do. */
export function permissionsByRoom(of: Template): Map<string, Statement[]> {
  const policies = ofType(of, 'AWS::IAM::Policy');
  return new Map(
    [...functionsByRoom(of)].map(([room, fn]) => {
      const role = target(fn['Role']);
      const own = policies.filter(([, policy]) =>
        policy['Roles'].some((r: Properties) => target(r) === role),
      );
      const statements = own.flatMap(([, policy]) => list(policy['PolicyDocument'].Statement));
      return [
        room,
        statements.map((s) => ({
          Effect: s.Effect,
          Action: list<string>(s.Action),
          Resource: list<unknown>(s.Resource),
        })),
      ];
    }),
  );
}

import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { templateDraft } from '../contract/draft.ts';
import { deed } from '../contract/life.ts';
import { rule as ruleSchema, type Rule } from '../contract/rule.ts';
import { tookPlace } from './audit.ts';
import { documents, tableName } from './client.ts';
import type { Place } from './entries.ts';
import { readItem, readMany } from './requests.ts';
import { keys, prefixes } from './table.ts';
import { putOnce } from './templates.ts';

/**
 * Of which act a version is: who did it, and the id of its line in the audit. A version is written before its act, which
 * may be refused then; it counts as published once the line is there. Versions of the first days have none of it.
 */
const ofAct = z.object({ publication: deed.optional(), audit: z.string().optional() });
export type OfAct = z.infer<typeof ofAct>;

const origin = ofAct.extend({ text: z.string().optional() });
export type Origin = z.infer<typeof origin>;

export type RuleVersion = Omit<Origin, 'audit'> & { rule: Rule };

/** One version of a rule as it was written, and the file it came from; whether it is published says `findVersion`. */
export async function loadRuleVersion(
  brand: string,
  rule: string,
  version: number,
): Promise<RuleVersion | undefined> {
  const item = await readItem(keys.rule(brand, rule, version));
  return item && readVersion(item);
}

/** Versions of many rules, by id; those that are not there are left out. */
export async function loadRuleVersions(
  brand: string,
  wanted: ReadonlyMap<string, number>,
): Promise<Map<string, RuleVersion>> {
  const items = await readMany([...wanted].map(([id, version]) => keys.rule(brand, id, version)));
  return new Map(items.map(readVersion).map((found) => [found.rule.id, found]));
}

function readVersion(item: Record<string, unknown>): RuleVersion {
  const { pk: _pk, sk: _sk, publication: _publication, audit: _audit, text: _text, ...rest } = item;
  return { rule: ruleSchema.parse(rest), ...origin.omit({ audit: true }).parse(item) };
}

const source = z.object({ languages: templateDraft.shape.languages });
export type TemplateSourceVersion = z.infer<typeof source>;

/** What a version of a template was compiled from; those of the first days did not keep it. */
export async function loadTemplateSource(
  brand: string,
  template: string,
  version: number,
): Promise<TemplateSourceVersion | undefined> {
  const item = await readItem(keys.templateSource(brand, template, version));
  return item && source.parse(item);
}

/** The same of many, by id; those that are not there, or did not keep it, are left out. */
export async function loadTemplateSources(
  brand: string,
  wanted: ReadonlyMap<string, number>,
): Promise<Map<string, TemplateSourceVersion>> {
  const places = [...wanted].map(([id, version]) => ({ id, ...keys.templateSource(brand, id, version) }));
  const ids = new Map(places.map(({ id, pk, sk }) => [`${pk} ${sk}`, id]));
  const items = await readMany(places.map(({ pk, sk }) => ({ pk, sk })));
  return new Map(
    items.map((item) => [ids.get(`${String(item['pk'])} ${String(item['sk'])}`) ?? '', source.parse(item)]),
  );
}

/** Before the version itself, so that none is ever without. What is there already is of an attempt that was cut off. */
export const saveTemplateSource = async (
  { brand, id, version }: { brand: string; id: string; version: number },
  of: TemplateSourceVersion,
): Promise<boolean> => (await putOnce({ ...keys.templateSource(brand, id, version), ...of })).ok;

export type VersionLine = Omit<z.infer<typeof line>, 'audit'>;
const line = ofAct.extend({ version: z.number().int() });
const ProjectionExpression = 'version, publication, audit';

/** One published version; what was written for an act that did not take place is none. */
export async function findVersion(
  { brand, kind, id }: Place,
  version: number,
): Promise<VersionLine | undefined> {
  const item = await readItem(keys[kind](brand, id, version));
  const [found] = item ? await published(brand, [line.parse(item)]) : [];
  return found;
}

/** Those of acts that took place. */
async function published(brand: string, lines: readonly z.infer<typeof line>[]): Promise<VersionLine[]> {
  const acts = lines.flatMap(({ publication, audit }) =>
    publication && audit !== undefined ? [{ at: publication.at, id: audit }] : [],
  );
  const isThere = await tookPlace(brand, acts);
  return lines.flatMap(({ version, publication, audit }) =>
    publication && audit !== undefined && !isThere({ at: publication.at, id: audit })
      ? []
      : [{ version, ...(publication && { publication }) }],
  );
}

/** The published versions of a rule or a template, the newest first. */
export async function listVersions({ brand, kind, id }: Place): Promise<VersionLine[]> {
  const prefix = prefixes.versions(brand, kind, id);
  const found: z.infer<typeof line>[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items, LastEvaluatedKey } = await documents().send(
      new QueryCommand({
        TableName: tableName(),
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': prefix.pk, ':sk': prefix.sk },
        ProjectionExpression,
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    );
    found.push(...(Items ?? []).map((item) => line.parse(item)));
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return (await published(brand, found)).toSorted((a, b) => b.version - a.version);
}

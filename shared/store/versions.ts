import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { templateDraft } from '../contract/draft.ts';
import { deed } from '../contract/life.ts';
import { rule as ruleSchema, type Rule } from '../contract/rule.ts';
import { documents, tableName } from './client.ts';
import type { Place } from './entries.ts';
import { readMany } from './requests.ts';
import { keys, prefixes } from './table.ts';
import { putOnce } from './templates.ts';

/** What is known of a published version beside what it says; versions of the first days have none of it. */
const origin = z.object({ publication: deed.optional(), text: z.string().optional() });
export type Origin = z.infer<typeof origin>;

export type RuleVersion = Origin & { rule: Rule };

/** One published version of a rule, and the file it came from. */
export async function loadRuleVersion(
  brand: string,
  rule: string,
  version: number,
): Promise<RuleVersion | undefined> {
  const { Item } = await documents().send(
    new GetCommand({ TableName: tableName(), Key: keys.rule(brand, rule, version), ConsistentRead: true }),
  );
  return Item && readVersion(Item);
}

/** Published versions of many rules, by id; those that are not there are left out. */
export async function loadRuleVersions(
  brand: string,
  wanted: ReadonlyMap<string, number>,
): Promise<Map<string, RuleVersion>> {
  const items = await readMany([...wanted].map(([id, version]) => keys.rule(brand, id, version)));
  return new Map(items.map(readVersion).map((found) => [found.rule.id, found]));
}

function readVersion(item: Record<string, unknown>): RuleVersion {
  const { pk: _pk, sk: _sk, publication: _publication, text: _text, ...rest } = item;
  return { rule: ruleSchema.parse(rest), ...origin.parse(item) };
}

const source = z.object({ languages: templateDraft.shape.languages, publication: deed.optional() });
export type TemplateSourceVersion = z.infer<typeof source>;

/** What a version of a template was compiled from; those of the first days did not keep it. */
export async function loadTemplateSource(
  brand: string,
  template: string,
  version: number,
): Promise<TemplateSourceVersion | undefined> {
  const Key = keys.templateSource(brand, template, version);
  const { Item } = await documents().send(
    new GetCommand({ TableName: tableName(), Key, ConsistentRead: true }),
  );
  return Item && source.parse(Item);
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

export type VersionLine = z.infer<typeof line>;
const line = z.object({ version: z.number().int(), publication: deed.optional() });

/** The published versions of a rule or a template, the newest first. */
export async function listVersions({ brand, kind, id }: Place): Promise<VersionLine[]> {
  const prefix = prefixes.versions(brand, kind, id);
  const found: VersionLine[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const { Items, LastEvaluatedKey } = await documents().send(
      new QueryCommand({
        TableName: tableName(),
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': prefix.pk, ':sk': prefix.sk },
        ProjectionExpression: 'version, publication',
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    );
    found.push(...(Items ?? []).map((item) => line.parse(item)));
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found.toSorted((a, b) => b.version - a.version);
}

import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { templateDraft } from '../contract/draft.ts';
import { deed } from '../contract/life.ts';
import { rule as ruleSchema, type Rule } from '../contract/rule.ts';
import { documents, tableName } from './client.ts';
import type { Place } from './entries.ts';
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
  if (!Item) return undefined;
  const { pk: _pk, sk: _sk, publication: _publication, text: _text, ...rest } = Item;
  return { rule: ruleSchema.parse(rest), ...origin.parse(Item) };
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

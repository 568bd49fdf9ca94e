import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { MAIL_KINDS, type MailKind, ruleKind } from '../contract/event.ts';
import { type Result, fail, ok } from '../contract/result.ts';
import { rule as ruleSchema, type Rule } from '../contract/rule.ts';
import { SETTINGS_TTL, cached } from './cache.ts';
import { documents, tableName } from './client.ts';
import { type Writes, readItem, write } from './requests.ts';
import { keys } from './table.ts';
import { putOnce } from './templates.ts';
import type { Origin } from './versions.ts';

/** The rules that decide right now. `version` grows by one with every publish. */
export type LiveSet = { version: number; rules: Rule[] };

/** `release` names the parts: two who publish at once never write each other's. */
const pointerSchema = z.object({
  version: z.number().int(),
  release: z.string(),
  parts: z.number().int(),
  /** What became of mails, as far as a live rule is on it. */
  hears: z.array(ruleKind).default([]),
});
type Pointer = z.infer<typeof pointerSchema>;

/** DynamoDB takes 400 kB an item; this leaves room for the keys. */
const PART_BYTES = 350_000;

export const saveRule = (brand: string, rule: Rule, origin: Origin = {}): Promise<Result<void>> =>
  putOnce({ ...keys.rule(brand, rule.id, rule.version), ...rule, ...origin });

async function readPointer(brand: string): Promise<Pointer> {
  const item = await readItem(keys.live(brand));
  return item ? pointerSchema.parse(item) : { version: 0, release: '', parts: 0, hears: [] };
}

/** Parts are immutable, so they are read once per version; only the pointer is asked again. */
const parts = new Map<string, LiveSet>();

const load = cached(async (brand): Promise<LiveSet> => {
  return readLiveSet(brand, await readPointer(brand));
}, SETTINGS_TTL);

async function readLiveSet(brand: string, pointer: Pointer): Promise<LiveSet> {
  const known = parts.get(brand);
  if (known?.version === pointer.version) return known;
  const live = { version: pointer.version, rules: await readParts(brand, pointer) };
  parts.set(brand, live);
  return live;
}

/** The live rules for who has read the pointer together with something else; without a pointer there are none. */
export async function rulesAt(brand: string, pointer: unknown): Promise<readonly Rule[]> {
  if (pointer === undefined) return [];
  const { rules } = await readLiveSet(brand, pointerSchema.parse(pointer));
  return rules;
}

/** The live rules of a brand, at most ten seconds behind a publish. */
export const loadLive = (brand: string): Promise<LiveSet> => load(brand);

const loadHeard = cached(async (brand) => (await readPointer(brand)).hears, SETTINGS_TTL);

/** Whether a live rule is on this; at most ten seconds behind a publish, and without reading any rule. */
export const isHeard = async (brand: string, kind: MailKind): Promise<boolean> =>
  (await loadHeard(brand)).includes(kind);

/** The live rules at this moment: who changes them must not start from what was live ten seconds ago. */
export function readLive(brand: string): Promise<LiveSet> {
  load.forget();
  return load(brand);
}

async function readParts(brand: string, pointer: Pointer): Promise<Rule[]> {
  const rules: Rule[] = [];
  for (let part = 0; part < pointer.parts; part++) {
    // The pointer may have been flipped a moment ago, and a replica that lags would lack the part.
    const item = await readItem(keys.livePart(brand, pointer.release, part));
    rules.push(...z.object({ rules: z.array(ruleSchema) }).parse(item).rules);
  }
  return rules;
}

/** What goes live, and the version that it was made from. */
export type Flip = { brand: string; rules: Rule[]; basedOn: number; with?: Writes };

/**
 * Writes the parts of the next version, then flips the pointer if nobody else published since `basedOn`; `with` is
 * written in the same transaction, all or nothing (`conflict`: nothing was). Until then nothing has changed for anybody.
 */
export async function publishLive(flip: Flip): Promise<Result<LiveSet>> {
  const { brand, rules, basedOn } = flip;
  const TableName = tableName();
  const version = basedOn + 1;
  const release = `${version}-${randomUUID()}`;
  const chunks = split(rules);
  for (const [part, chunk] of chunks.entries()) {
    const Item = { ...keys.livePart(brand, release, part), rules: chunk };
    await documents().send(new PutCommand({ TableName, Item }));
  }
  const condition =
    basedOn === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': basedOn } };
  const hears = MAIL_KINDS.filter((kind) => rules.some(({ on }) => on === kind));
  const Item = { ...keys.live(brand), version, release, parts: chunks.length, hears };
  const refused = await write([{ Put: { TableName, Item, ...condition } }, ...(flip.with ?? [])]);
  // Also when refused: what we took for the present version may not be.
  load.forget();
  loadHeard.forget();
  if (!refused) return ok({ version, rules });
  return fail('conflict', refused[0] === 'None' || refused[0] === undefined ? MOVED.edit : MOVED.publish);
}

const MOVED = {
  publish: 'Somebody else published meanwhile; look at the difference and publish again.',
  edit: 'Somebody edited one of these meanwhile; look at the difference and do it again.',
};

function split(rules: Rule[]): Rule[][] {
  const chunks: Rule[][] = [];
  let size = Infinity;
  for (const rule of rules) {
    const bytes = Buffer.byteLength(JSON.stringify(rule));
    if (size + bytes > PART_BYTES) {
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)?.push(rule);
    size += bytes;
  }
  return chunks;
}

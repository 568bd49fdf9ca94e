import * as z from 'zod';
import { ruleDraft, templateDraft } from './draft.ts';
import { outcome } from './import.ts';
import { id, instant } from './primitives.ts';

/** The life of what people edit: draft → published → retired. What is live stands in the live set alone. */
export const KINDS = ['rule', 'template'] as const;
const kind = z.enum(KINDS);
export type Kind = z.infer<typeof kind>;

/** Who did it, when and why. */
export const deed = z.object({ by: z.string(), at: instant, why: z.string().max(500) });
export type Deed = z.infer<typeof deed>;

/** A line for each rule and template that somebody has edited: what a list shows, and the lock of every edit. */
export const entry = z.object({
  brand: id,
  kind,
  id,
  name: z.string(),
  /** Every edit and every act adds one; who changes it names the one they saw. */
  revision: z.number().int(),
  /** There while it is edited. */
  draft: z
    .object({
      by: z.string(),
      at: instant,
      /** Everybody who has had a hand in it: with `approval` none of them publishes it. */
      editors: z.array(z.string()),
      /** The version that was live when it was saved. */
      basedOn: z.number().int().optional(),
      problems: z.number().int(),
    })
    .optional(),
  /** Of a template: the version that a rule takes which names it anew. */
  published: z.number().int().optional(),
  retired: deed.optional(),
});
export type Entry = z.infer<typeof entry>;

/** What was written; `text` is the file that it came from, byte for byte, so that comments survive. */
export const ruleContent = z.object({ rule: ruleDraft, text: z.string().optional() });
export const templateContent = z.object({ template: templateDraft });
export type RuleContent = z.output<typeof ruleContent>;
export type TemplateContent = z.output<typeof templateContent>;
export type Content = RuleContent | TemplateContent;

/** One place that differs, for instance `if.value`; long texts are told by the lines that differ. */
export const difference = z.object({
  at: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type Difference = z.infer<typeof difference>;

export const change = z.object({
  kind: z.enum([...KINDS, 'settings', 'follow-up', 'contact', 'answer']),
  id: z.string(),
  /** Of a follow-up: its rule, and what it is about. */
  about: z.string().optional(),
  /** The published versions before and after; none where there was none. */
  from: z.number().int().optional(),
  to: z.number().int().optional(),
  difference: z.array(difference),
});
export type Change = z.infer<typeof change>;

const ACTS = [
  'draft',
  'discard',
  'publish',
  'retire',
  'rollback',
  'settings',
  'waiting',
  'test-send',
  'cancel',
  'release',
  'resend',
  'resolve',
  'import',
  'unsubscribe',
  'remove',
] as const;

/** What somebody did, kept for good. */
export const auditRecord = z.object({
  brand: id,
  id: z.string(),
  at: instant,
  by: z.string(),
  why: z.string().optional(),
  act: z.enum(ACTS),
  /** The live set that came of it. */
  release: z.number().int().optional(),
  /** Of an import: how many rows became what. */
  rows: z.record(outcome, z.number().int()).optional(),
  changes: z.array(change),
});
export type AuditRecord = z.infer<typeof auditRecord>;

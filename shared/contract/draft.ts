import * as z from 'zod';
import { id } from './primitives.ts';
import { rule } from './rule.ts';
import { templateSource } from './template.ts';
import { ONE_LINE, isOneLine } from './wording.ts';

/** What people edit: versions are given when it is published. */
export const ruleDraft = rule.omit({ version: true, templateVersion: true });
/** What is written from now on; what was kept before may hold what is refused now. */
export const writtenRule = ruleDraft.extend({
  name: ruleDraft.shape.name.refine(isOneLine, ONE_LINE),
});
export type RuleDraft = z.input<typeof ruleDraft>;
/** The same with every default in its place. */
export type ReadRule = z.output<typeof ruleDraft>;

export const templateDraft = z.strictObject({
  id,
  languages: z.record(z.string().min(2).max(35), templateSource),
});
export type TemplateDraft = z.input<typeof templateDraft>;

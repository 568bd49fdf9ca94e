import * as z from 'zod';
import { ruleDraft, templateDraft } from '../../../shared/contract/draft.ts';
import { change, deed } from '../../../shared/contract/life.ts';
import { condition, rule } from '../../../shared/contract/rule.ts';
import { privacyRecord } from '../../../shared/contract/privacy.ts';
import { acted, retirement, way } from '../acts.ts';
import { shownFollowUp } from '../shown-follow-up.ts';
import { discarded, lifeLine, publishedVersion, savedDraft, shownLife } from '../life-answers.ts';
import { rotated } from '../rotations.ts';
import { brandSettings } from '../change-settings.ts';

type Json = Record<string, unknown>;

/** Known by a name of their own in the document; whatever else is asked or answered is named after its operation. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  Condition: condition,
  Rule: rule,
  RuleDraft: ruleDraft,
  TemplateDraft: templateDraft,
  Change: change,
  Deed: deed,
  FollowUp: shownFollowUp,
  Line: lifeLine,
  Shown: shownLife,
  Version: publishedVersion,
  SavedDraft: savedDraft,
  Discarded: discarded,
  Retirement: retirement,
  Rollback: way,
  Acted: acted,
  BrandSettings: brandSettings,
  Rotated: rotated,
  PrivacyRequest: privacyRecord,
};

export const refTo = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });

export type Schemas = { refOf: (schema: z.ZodType) => { $ref: string }; schemas: Json };

/**
 * The schemas as they are validated: of what is sent (`input`) the defaults may be left out, of what is answered
 * (`output`) they are there. The same thing so has two forms; those that are sent end in `Input`. What several operations
 * share is named after the first of them, unless it has a name of its own.
 */
export function schemasOf(of: readonly (readonly [string, z.ZodType])[], io: 'input' | 'output'): Schemas {
  const suffix = io === 'input' ? 'Input' : '';
  const names = new Map(Object.entries(NAMED).map(([name, schema]) => [schema, `${name}${suffix}`]));
  for (const [name, schema] of of) if (!names.has(schema)) names.set(schema, name);
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of names) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io, uri: (id) => refTo(id).$ref });
  const plain = Object.entries(schemas).map(([name, { $schema: _schema, $id: _id, ...schema }]) => [
    name,
    schema,
  ]);
  return { refOf: (schema) => refTo(names.get(schema) ?? ''), schemas: Object.fromEntries(plain) };
}

const problem = z.looseObject({
  type: z.literal('about:blank'),
  title: z.string().describe('What the status is called, for instance `Not Found`.'),
  status: z.number().int(),
  code: z.string().describe('The kind of refusal, for programs: for instance `not-found`.'),
  detail: z.string().describe('What is wrong and what to do, in a sentence.'),
  requestId: z.string().optional().describe('What the log lines of this request are found by.'),
  problems: z.array(z.string()).optional().describe('Each thing that is wrong, where there are several.'),
});

/** What API Gateway itself answers, before the API is asked. */
const gatewayError = z.object({ message: z.string() });

export const PROBLEMS = [
  ['Problem', problem],
  ['GatewayError', gatewayError],
] as const;

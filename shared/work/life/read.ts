import type * as z from 'zod';
import { type TemplateDraft, templateDraft, writtenRule } from '../../contract/draft.ts';
import type { Content, Kind } from '../../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import { unless } from '../../contract/rule.ts';
import { templateSource } from '../../contract/template.ts';
import { checkRule } from '../../domain/rules/check.ts';
import { CONDITION_NAMES, type Hints, TOO_DEEP, explain, isTooDeep } from '../../domain/rules/explain.ts';
import { compileTemplate } from './check.ts';

/** What somebody wrote, as far as it can be read; what is wrong with its meaning is said beside. */
export type Read = { content: Content; name: string; problems: string[] };

/** `invalid`, with every fault of form, when it cannot be read at all: such a draft is not kept. */
export async function readContent(
  kind: Kind,
  raw: Record<string, unknown>,
  text?: string,
): Promise<Result<Read, Failure<'invalid'>>> {
  if (isTooDeep(raw)) return fail('invalid', TOO_DEEP);
  if (kind === 'rule') return readRule(raw, text);
  const read = readTemplate(raw);
  if (!read.ok) return read;
  const { problems } = await compileTemplate(read.value);
  return ok({ content: { template: read.value }, name: read.value.id, problems });
}

function readRule(raw: object, text?: string): Result<Read, Failure<'invalid'>> {
  const read = writtenRule.safeParse(raw);
  if (!read.success) return refuse(read.error, raw, { names: namesInRule, examples: RULE_EXAMPLES });
  const problems = checkRule({ ...read.data, version: 1, templateVersion: 1 });
  const content = { rule: read.data, ...(text !== undefined && { text }) };
  return ok({ content, name: read.data.name, problems });
}

function refuse(error: z.core.$ZodError, raw: unknown, hints: Hints): Result<never, Failure<'invalid'>> {
  const problems = explain(error, raw, hints);
  return fail('invalid', problems.join('\n'), { details: { problems } });
}

/** A template alone, whose parts are not compiled: whatever is wrong with these is told where they are. */
export function readTemplate(raw: unknown): Result<TemplateDraft, Failure<'invalid'>> {
  const read = templateDraft.safeParse(raw);
  return read.success ? ok(read.data) : refuse(read.error, raw, { names: namesInTemplate });
}

/** Every fault of one among several, by its name. */
export const faultsOf = (kind: Kind, raw: Record<string, unknown>, { message }: Failure): string[] =>
  message.split('\n').map((fault) => `The ${kind} "${String(raw['id'])}": ${fault}`);

const RULE_NAMES = Object.keys(writtenRule.shape);
const UNLESS_NAMES = Object.keys(unless.shape);

function namesInRule([first, ...rest]: readonly PropertyKey[]): readonly string[] {
  if (first === undefined) return RULE_NAMES;
  if (first === 'if') return CONDITION_NAMES;
  if (first === 'limit') return ['max', 'per'];
  return rest.length > 0 ? UNLESS_NAMES : [];
}

const COMPARISON = '{ field: contact.orders, op: eq, value: 1 }';

/** As they would stand in a file. */
const RULE_EXAMPLES = {
  name: 'name: Thanks for a first order',
  on: 'on: purchase',
  template: 'template: thanks',
  within: 'within: P14D',
  after: 'after: P2D',
  at: 'at: "09:30"',
  weekdays: 'weekdays: true',
  priority: 'priority: 500',
  group: 'group: thanks',
  if: `if: ${COMPARISON}`,
  all: `all: [${COMPARISON}]`,
  any: `any: [${COMPARISON}]`,
  not: `not: ${COMPARISON}`,
  field: 'field: contact.orders',
  retimedBy: 'retimedBy: [delivery]',
  unless: 'unless: [{ event: refund, of: subject }]',
  limit: 'limit: { max: 1, per: P30D }',
  max: 'max: 1',
  per: 'per: P30D',
};

const TEMPLATE_NAMES = Object.keys(templateDraft.shape);
const LANGUAGE_NAMES = Object.keys(templateSource.shape);
const namesInTemplate = (path: readonly PropertyKey[]): readonly string[] =>
  path.length === 0 ? TEMPLATE_NAMES : LANGUAGE_NAMES;

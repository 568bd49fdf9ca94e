import type * as z from 'zod';
import type { ruleDraft } from '../../contract/draft.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import type { Rule } from '../../contract/rule.ts';
import { liveTemplate } from '../../domain/rules/live-set.ts';
import type { LiveSet } from '../../store/rules.ts';
import { checkNext } from '../life/check.ts';

/** Drafts as they would be if they were published now, to be tried: templates are the published ones. */
export function withVersions(
  drafts: readonly z.output<typeof ruleDraft>[],
  live: LiveSet,
): Result<Rule[], Failure<'invalid'>> {
  const there = new Set(live.rules.map(({ template }) => template));
  const planned = drafts.map((draft) => ({ draft }));
  const problems = checkNext(planned, live.rules, { there, retired: new Map() });
  if (problems.length > 0) return fail('invalid', problems.join('\n'));
  return ok(
    drafts.map((draft) => ({
      ...draft,
      version: (live.rules.find(({ id }) => id === draft.id)?.version ?? 0) + 1,
      templateVersion: liveTemplate(live.rules, draft.template) ?? 1,
    })),
  );
}

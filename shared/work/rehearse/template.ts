import type { Brand } from '../../contract/brand.ts';
import type { TemplateDraft } from '../../contract/draft.ts';
import { type Result, fail, ok } from '../../contract/result.ts';
import type { Template } from '../../contract/template.ts';
import { loadTemplate } from '../../store/templates.ts';
import { compileTemplate } from '../life/check.ts';

/** The template of a rehearsed mail: a draft is made ready by the very steps of publishing, and is written nowhere. */
export async function rehearsedTemplate(
  brand: Brand,
  { template: id, templateVersion: version }: { template: string; templateVersion: number },
  drafts: ReadonlyMap<string, TemplateDraft>,
): Promise<Result<Template>> {
  const draft = drafts.get(id);
  if (draft) {
    const { template, problems } = await compileTemplate(draft);
    if (problems.length > 0) return fail('template-broken', problems.join('\n'));
    return ok({ id, version, languages: template.languages });
  }
  const published = await loadTemplate(brand.id, id, version);
  return published ? ok(published) : fail('template-missing', `Its template "${id}" is not there.`);
}

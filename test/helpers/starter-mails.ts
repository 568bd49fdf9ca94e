import type { Brand } from '../../shared/contract/brand.ts';
import type { Contact } from '../../shared/contract/contact.ts';
import { ruleDraft } from '../../shared/contract/draft.ts';
import type { FollowUp } from '../../shared/contract/follow-up.ts';
import type { Template } from '../../shared/contract/template.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import type { Starter } from '../../shared/starters/lib/starter.ts';
import { ruleOf, templateOf } from '../../shared/starters/registry.ts';
import { compileTemplate } from '../../shared/work/life/check.ts';
import { play } from '../../shared/work/starters/play.ts';
import { at } from './make.ts';

export type Example = { template: Template; followUp: FollowUp; contact: Contact };

/** What a starter's example sends, and to whom, with its template as it is published. */
export async function exampleOf(starter: Starter, brand: Brand): Promise<Example> {
  const { before = [], fires } = starter.example;
  const rule = { ...ruleDraft.parse(ruleOf(starter)), version: 1, templateVersion: 1 };
  const { world, came } = play({
    webhooks: [...before, fires],
    brand,
    rules: compileRules([rule]),
    until: at(fires.timestamp),
  });
  const [followUp] = came?.created ?? [];
  const contact = followUp && world.contacts.get(followUp.contact);
  if (!contact) throw new Error(`The example of ${starter.id} does not fire.`);
  const { template, problems } = await compileTemplate(templateOf(starter));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { template: { ...template, version: 1 }, followUp, contact };
}

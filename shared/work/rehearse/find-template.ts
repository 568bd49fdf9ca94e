import type { Brand } from '../../contract/brand.ts';
import type { EventFacts } from '../../contract/event.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import type { Rule } from '../../contract/rule.ts';
import type { Template } from '../../contract/template.ts';
import { SAMPLE_FACTS, sampleFacts } from '../../domain/message/try-out.ts';
import { liveTemplate } from '../../domain/rules/live-set.ts';
import { didYouMean } from '../../domain/rules/nearest.ts';
import { type Place, loadEntry } from '../../store/entries.ts';
import { rehearsedTemplate } from './template.ts';
import type { Trial } from './trial.ts';

/** Of which a mail is looked at: the rule's, or a template by itself. */
export type MailWish = {
  brand: Brand;
  trial: Trial;
  rule?: string | undefined;
  template?: string | undefined;
};
type Refusal = Failure<'not-found' | 'invalid'>;

/** A template alone is of no rule; `facts` are made up, and of the kind that a rule which sends it is on. */
export type FoundTemplate = { template: Template; ruleName: string; facts: EventFacts };

/** The template that would be sent now, or that of a draft; who names what is only a draft is told so. */
export async function findTemplate(wish: MailWish): Promise<Result<FoundTemplate, Refusal>> {
  const { brand, trial, rule: id, template } = wish;
  const rule = trial.rules.find((each) => each.id === id);
  if (id !== undefined && !rule) return noRule(wish, id);
  const wanted = rule ?? (await versionOf(brand.id, trial, template ?? ''));
  const found = await rehearsedTemplate(brand, wanted, trial.templates);
  if (found.ok)
    return ok({ template: found.value, ruleName: rule?.name ?? 'Test', facts: factsFor(wish, rule) });
  return found.failure.kind === 'template-missing'
    ? noTemplate({ brand: brand.id, kind: 'template', id: wanted.template }, found.failure.message)
    : fail('invalid', found.failure.message);
}

function factsFor({ trial, template }: MailWish, rule: Rule | undefined): EventFacts {
  const sender = rule ?? trial.rules.find((each) => each.template === template);
  return sender ? sampleFacts(sender.on) : SAMPLE_FACTS;
}

async function noRule({ brand, trial }: MailWish, id: string): Promise<Result<never, Refusal>> {
  if (await isDraft({ brand: brand.id, kind: 'rule', id }))
    return fail('not-found', onlyDraft('rule', id, id));
  const known = trial.rules.map((each) => each.id);
  return fail('not-found', `There is no rule "${id}" here.${didYouMean(id, known)}`);
}

async function noTemplate(place: Place, message: string): Promise<Result<never, Refusal>> {
  const { id } = place;
  const isOnlyDraft = await isDraft(place);
  return fail('not-found', isOnlyDraft ? onlyDraft('template', id, `template:${id}`) : message);
}

const isDraft = async (place: Place): Promise<boolean> => (await loadEntry(place))?.draft !== undefined;

const onlyDraft = (kind: string, id: string, name: string): string =>
  `Of the ${kind} "${id}" there is only a draft: take it along with "drafts": ["${name}"] (--draft ${name}).`;

async function versionOf(brand: string, { rules }: Trial, template: string) {
  const live = liveTemplate(rules, template);
  const entry = live === undefined ? await loadEntry({ brand, kind: 'template', id: template }) : undefined;
  return { template, templateVersion: live ?? entry?.published ?? 1 };
}

import * as z from 'zod';
import { deed, difference, entry, ruleContent, templateContent } from '../../shared/contract/life.ts';
import { rule } from '../../shared/contract/rule.ts';
import { template, templateSource } from '../../shared/contract/template.ts';

const version = z.number().int();

/** A rule or template in a list. */
export const lifeLine = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['draft', 'published', 'retired']),
  /** The version that is live. */
  live: version.optional(),
  /** What an edit names in `If-Match`. */
  revision: z.number().int(),
  draft: entry.shape.draft,
  retired: deed.optional(),
  /** Of rules alone. */
  paused: z.boolean().optional(),
});

/** In a list `with=content`, and of one alone. */
const sides = z.object({
  draft: z.union([ruleContent, templateContent]).optional(),
  live: z.union([ruleContent, templateContent]).optional(),
});

/** The same in a list, with what it says if that was asked for. */
export const listedLife = lifeLine.extend({ content: sides.optional() });

/** `publication` is not known of versions of the first days. */
const historyLine = z.object({ version, publication: deed.optional() });

/** One of them with what it says, now and as it is edited. */
export const shownLife = lifeLine.omit({ paused: true }).extend({
  content: sides,
  /** What is wrong with the meaning of the draft: it cannot be published so. */
  problems: z.array(z.string()),
  /** The newest first. */
  history: z.array(historyLine),
});

/** One published version, as it is and will stay. */
export const publishedVersion = historyLine.extend({
  rule: rule.optional(),
  text: z.string().optional(),
  /** As it is sent, and what it was compiled from. */
  template: template.optional(),
  source: z.record(z.string(), templateSource).optional(),
});

/**
 * `problems` is what keeps the draft from being published, by itself or beside what is live and the other drafts;
 * `difference` is between it and what it started from.
 */
export const savedDraft = z.object({
  revision: z.number().int(),
  problems: z.array(z.string()),
  /** What is worth knowing, and in nobody's way: languages that the live version has and this has not, for instance. */
  notices: z.array(z.string()),
  difference: z.array(difference),
});

export const discarded = z.object({ revision: z.number().int() });

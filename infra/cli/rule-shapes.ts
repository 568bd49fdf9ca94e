import * as z from 'zod';

/** What the API answers about rules and templates, as far as the commands show it. */
const deed = z.object({ by: z.string(), at: z.string(), why: z.string() });
export const line = z.looseObject({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  live: z.number().optional(),
  revision: z.number(),
  draft: z
    .looseObject({ by: z.string(), at: z.string(), problems: z.number(), basedOn: z.number().optional() })
    .optional(),
  retired: deed.optional(),
  paused: z.boolean().optional(),
});
export type Line = z.infer<typeof line>;
export const lines = z.object({ items: z.array(line), cursor: z.string().optional() });

const content = z.object({
  /** As it was written: its names keep their order. */
  rule: z.record(z.string(), z.unknown()).optional(),
  text: z.string().optional(),
  template: z
    .object({
      languages: z.record(
        z.string(),
        z.object({ subject: z.string(), mjml: z.string(), text: z.string().optional() }),
      ),
    })
    .optional(),
});
export type Content = z.infer<typeof content>;

/** What one of them says, as it is edited and as it is live. */
export const sides = z.object({ draft: content.optional(), live: content.optional() });

export const shown = line.extend({
  content: sides,
  problems: z.array(z.string()),
  history: z.array(z.object({ version: z.number(), publication: deed.optional() })),
});
export type Shown = z.infer<typeof shown>;

/** Live, but of the first days, when a template was kept only as it is sent. */
export const hasNoSource = ({ live, content }: Pick<Shown, 'live' | 'content'>): boolean =>
  live !== undefined && content.live === undefined;

export const change = z.object({
  kind: z.string(),
  id: z.string(),
  about: z.string().optional(),
  from: z.number().optional(),
  to: z.number().optional(),
  difference: z.array(
    z.object({ at: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }),
  ),
});
export type Change = z.infer<typeof change>;

export const acted = z.object({
  version: z.number(),
  changes: z.array(change),
  problems: z.array(z.string()).optional(),
  notices: z.array(z.string()).optional(),
  waiting: z.object({
    counts: z.array(z.object({ rule: z.string(), version: z.number(), count: z.number() })),
    isWhole: z.boolean(),
  }),
});
export type Acted = z.infer<typeof acted>;

export const auditPage = z.object({
  items: z.array(
    z.looseObject({
      at: z.string(),
      by: z.string(),
      why: z.string().optional(),
      act: z.string(),
      rows: z.record(z.string(), z.number()).optional(),
      changes: z.array(change),
    }),
  ),
  cursor: z.string().optional(),
});

export const settings = z.looseObject({
  paused: z.boolean(),
  pausedRules: z.array(z.string()),
  halted: z.object({ reason: z.string() }).optional(),
  approval: z.boolean(),
  revision: z.number(),
  postalAddress: z.string().optional(),
  tracking: z.object({ clicks: z.boolean(), opens: z.boolean() }).optional(),
  refused: z.object({ addresses: z.array(z.string()), domains: z.array(z.string()) }).optional(),
  look: z
    .looseObject({
      logo: z.looseObject({}).optional(),
      accent: z.string().optional(),
      page: z.string().optional(),
      ink: z.string().optional(),
    })
    .optional(),
  /** Of a change of the zone or the spreading. */
  waiting: z.object({ count: z.number(), isWhole: z.boolean() }).optional(),
});

export const saved = z.object({
  revision: z.number(),
  problems: z.array(z.string()),
  notices: z.array(z.string()),
  difference: change.shape.difference,
});
